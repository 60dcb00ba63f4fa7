import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The members of a package.json that matter here. */
export interface PackageFile {
  readonly version: string;
  readonly binary?: { readonly napi_versions?: readonly number[] };
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** Reads the package.json in the given folder. */
export function readPackageFile(folder: string): PackageFile {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as PackageFile;
}

/** The newest Node-API that both the package and this Node know: it names the binding's folder. */
export function napiVersion({ binary }: PackageFile): number {
  const newest = Number(process.versions.napi);
  return Math.max(...(binary?.napi_versions ?? []).filter((version) => version <= newest));
}
