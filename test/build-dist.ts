import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** Processes and threads run the compiled program, so tests begin by compiling what changed. */
export function setup(): void {
  if (newestMs("src") < newestMs("dist")) return;
  execFileSync("npm", ["run", "--silent", "build"], { stdio: "inherit" });
}

function newestMs(folder: string): number {
  if (!existsSync(folder)) return 0;
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return Math.max(...files.map((file) => statSync(join(folder, file)).mtimeMs));
}
