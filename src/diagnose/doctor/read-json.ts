import { readFileSync } from "node:fs";

/** A file of JSON; undefined where it is missing, or damaged as what doctor looks at may be. */
export function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

/** The version in a package.json, "unknown" where nobody can read it. */
export function readVersion(packageJson: string): string {
  const parsed = readJson(packageJson) as { readonly version?: unknown } | null | undefined;
  return typeof parsed?.version === "string" ? parsed.version : "unknown";
}
