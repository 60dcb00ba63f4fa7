# Writes the arrays beside it with NumPy; what they hold is written out in ../npy.test.ts.
import numpy as np

a = np.arange(12, dtype=np.float64).reshape(4, 3) / 4 - 1  # -1, -0.75 ... 1.75
for name in ["f2", "f4", "f8"]:
    np.save(f"little-{name}.npy", a.astype(f"<{name}"))
    np.save(f"big-{name}.npy", a.astype(f">{name}"))
w = np.arange(12).reshape(4, 3) * 10
for name in ["i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8"]:
    np.save(f"little-{name}.npy", w.astype(f"<{name}"))
    np.save(f"big-{name}.npy", w.astype(f">{name}"))
np.save("bool.npy", w % 20 == 0)
np.save("fortran.npy", np.asfortranarray(np.arange(24, dtype="<f4").reshape(4, 2, 3)))
np.save("cube.npy", np.arange(24, dtype="<f4").reshape(4, 2, 3))
np.save("classes.npy", np.array([0, 2, 1, 0]))
np.save("targets.npy", np.array([0.5, -1.5, 2.5, 3.5], dtype=np.float32))
for version in [(1, 0), (2, 0), (3, 0)]:
    with open(f"version-{version[0]}.npy", "wb") as file:
        np.lib.format.write_array(file, a, version=version)
np.savez("stored.npz", x=a, y=np.array([0, 2, 1, 0]))
np.savez_compressed("deflated.npz", x=a, y=np.array([0, 2, 1, 0]))
np.save("objects.npy", np.array([{}, "a", None, 1], dtype=object), allow_pickle=True)
np.save("texts.npy", np.array(["a", "bc", "d", "e"]))
np.save("bytes.npy", np.array([b"a", b"bc", b"d", b"e"]))
np.save("complex.npy", a[:, 0].astype(np.complex64))
np.save("fields.npy", np.zeros(4, dtype=[("a", "<f4"), ("b", "<i2")]))
np.save("dates.npy", np.array(["2020-01-01"] * 4, dtype="datetime64[D]"))
np.save("long.npy", a.astype(np.longdouble))
np.save("scalar.npy", np.float64(1))
np.save("empty.npy", np.zeros((0, 3)))
b = a.copy()
b[1, 2], b[3, 0] = np.nan, -np.inf
np.save("gaps.npy", b)
np.save("huge.npy", np.array([[1e300], [2], [3], [4]]))
np.save("large-i8.npy", np.array([2**53 + 1, 1, 2, 3]))
