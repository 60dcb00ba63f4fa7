import { readFileSync } from "node:fs";
import { packageFile } from "../base/package-files.ts";

/** The version of this program. */
export function packageVersion(): string {
  const file = packageFile("package.json", import.meta.url);
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}
