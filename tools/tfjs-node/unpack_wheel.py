"""unpack_wheel.py WHEEL TARGET: libtensorflow and the headers tfjs-node includes, and no more.

Of 15,600 files in a TensorFlow wheel a binding needs 2 libraries and 14 headers. Python unpacks,
since it is here anyway if pip is, and unzip may not be.
"""

import re
import shutil
import sys
import zipfile
from pathlib import Path

LIBRARIES = ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"]
# What the sources of tfjs-node 4.22 include; the rest follows from these.
HEADERS = [
    "tensorflow/c/c_api.h",
    "tensorflow/c/eager/c_api.h",
    "tensorflow/core/platform/ctstring_internal.h",
]


def main(wheel: str, target: str) -> None:
    """Ends with a message and exit code 1 if the file is no such wheel."""
    try:
        with zipfile.ZipFile(wheel) as archive:
            for name in LIBRARIES:
                unpack(archive, f"tensorflow/{name}", Path(target, "lib", name))
            for name in with_included(archive, HEADERS):
                unpack(archive, f"tensorflow/include/{name}", Path(target, "include", name))
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        sys.exit(f"{type(error).__name__}: {error}")


def with_included(archive: zipfile.ZipFile, headers: list[str]) -> list[str]:
    """The headers and all they include from the wheel; KeyError if a given one is not in it."""
    present = set(archive.namelist())
    found: list[str] = []
    waiting = list(headers)
    while waiting:
        name = waiting.pop()
        if name in found or (name not in headers and f"tensorflow/include/{name}" not in present):
            continue
        found.append(name)
        text = archive.read(f"tensorflow/include/{name}").decode()
        waiting += re.findall(r'^\s*#\s*include\s+"([^"]+)"', text, re.MULTILINE)
    return found


def unpack(archive: zipfile.ZipFile, name: str, target: Path) -> None:
    """Copies in pieces: the larger library has 750 MB."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(name) as source, target.open("wb") as copy:
        shutil.copyfileobj(source, copy, 1 << 20)


main(*sys.argv[1:])
