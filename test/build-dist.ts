import { execFileSync } from "node:child_process";

/** Processes and threads run the compiled program, so tests begin by compiling it. */
export function setup(): void {
  execFileSync("npm", ["run", "--silent", "build"], { stdio: "inherit" });
}
