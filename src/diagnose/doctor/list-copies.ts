import { existsSync, readdirSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import type { PackageCopy } from "./duplicate-packages.ts";
import { readVersion } from "./read-json.ts";

/**
 * All tfjs packages that Node could find from the given folders: in the node_modules there and in
 * all folders above, and in those within packages.
 */
export function listTfjsCopies(starts: readonly string[]): PackageCopy[] {
  const seen = new Set<string>();
  const copies: PackageCopy[] = [];
  const visit = (modules: string) => {
    if (!existsSync(modules)) return;
    const real = realpathSync(modules);
    if (seen.has(real)) return;
    seen.add(real);
    for (const name of packagesIn(real)) {
      const folder = realpathSync(join(real, name));
      if (name.startsWith("@tensorflow/tfjs") && !seen.has(folder)) {
        seen.add(folder);
        copies.push({ name, version: readVersion(join(folder, "package.json")), folder });
      }
      visit(join(folder, "node_modules"));
    }
  };
  for (const start of starts)
    for (const folder of upwards(start)) visit(join(folder, "node_modules"));
  return copies;
}

function upwards(folder: string): string[] {
  const above = dirname(folder);
  return above === folder ? [folder] : [folder, ...upwards(above)];
}

/** Names of packages, "@scope/name" among them; what hangs in the air is none. */
function packagesIn(modules: string): string[] {
  return readdirSync(modules)
    .filter((name) => !name.startsWith("."))
    .flatMap((name) =>
      name.startsWith("@")
        ? readdirSync(join(modules, name)).map((inner) => `${name}/${inner}`)
        : [name],
    )
    .filter((name) => existsSync(join(modules, name, "package.json")));
}
