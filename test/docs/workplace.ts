import { execFile } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { temporaryFolder } from "../cli/program.ts";
import { flatsCsv } from "./flats.ts";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

export interface Ended {
  readonly exitCode: number;
  readonly out: string;
  readonly talk: string;
}

/** A folder in which somebody works who has the package installed. */
export interface Workplace {
  readonly path: string;
  /** as typed into a shell there */
  type(line: string): Promise<Ended>;
  write(file: string, text: string): void;
}

/** An empty folder, but for what `npm install` leaves: the package and its program. */
export function workplace(): Workplace {
  const path = temporaryFolder();
  mkdirSync(join(path, "node_modules/.bin"), { recursive: true });
  mkdirSync(join(path, "node_modules/@types"));
  symlinkSync(ROOT, join(path, "node_modules/seed-sweep"));
  for (const name of ["@types/node", "undici-types"]) {
    symlinkSync(join(ROOT, "node_modules", name), join(path, "node_modules", name));
  }
  symlinkSync("../seed-sweep/dist/cli/sweep.js", join(path, "node_modules/.bin/sweep"));
  symlinkSync(join(ROOT, "node_modules/.bin/tsx"), join(path, "node_modules/.bin/tsx"));
  writeFileSync(join(path, "package.json"), JSON.stringify({ type: "module", private: true }));
  const { NO_COLOR: _, ...env } = process.env;
  return {
    path,
    type: (line) => {
      return new Promise((resolve) => {
        const child = execFile(
          "bash",
          // Behind a socket bash may think that it is far away, and reads who knows what PATH.
          ["--norc", "-c", line],
          { cwd: path, env: { ...env, PATH: `${join(path, ".shell")}:${env.PATH}` } },
          (_error, out, talk) => resolve({ exitCode: child.exitCode ?? -1, out, talk }),
        );
      });
    },
    write(file, text) {
      mkdirSync(dirname(join(path, file)), { recursive: true });
      writeFileSync(join(path, file), text);
    },
  };
}

/**
 * The same with what documents speak of, the sweeps of a checkout, a table of one's own and the
 * types of tfjs; and `npx` finds what is installed at once, where npm's own takes half a second to.
 * The newcomer's path is typed with that one. `python` runs no Python: see PYTHON.
 */
export function readersPlace(): Workplace {
  const place = workplace();
  cpSync(join(ROOT, "sweeps"), join(place.path, "sweeps"), { recursive: true });
  place.write("flats.csv", flatsCsv());
  place.write(".shell/npx", '#!/bin/sh\nexec "node_modules/.bin/$@"\n');
  place.write(".shell/python", PYTHON);
  for (const name of ["npx", "python"]) chmodSync(join(place.path, ".shell", name), 0o755);
  installTfjsTypes(place);
  return place;
}

/**
 * Keras and pandas are not needed to work on this project, so what the scripts of documents wrote
 * when they ran is committed, and `python NAME.py` puts it there: of the very script that wrote it,
 * with the very files that it wrote (`python/README.md`). Any other is refused.
 */
const PYTHON = `#!/bin/sh -e
ran="${join(ROOT, "test/docs/python")}/\${1%.py}"
(cd "$ran" && sha256sum --check --quiet --strict run.sha256)
cmp "$1" "$ran/$1"
cp "$ran"/* .
`;

/** As the package @tensorflow/tfjs has them, which the project itself does not need. */
function installTfjsTypes(place: Workplace): void {
  const folder = "node_modules/@tensorflow";
  const parts = ["@tensorflow/tfjs-core", "@tensorflow/tfjs-layers"];
  place.write(`${folder}/tfjs/package.json`, JSON.stringify({ types: "index.d.ts" }));
  const all = parts.map((name) => `export * from "${name}";\n`).join("");
  place.write(`${folder}/tfjs/index.d.ts`, all);
  for (const name of parts) {
    symlinkSync(join(ROOT, "node_modules", name), join(place.path, "node_modules", name));
  }
}
