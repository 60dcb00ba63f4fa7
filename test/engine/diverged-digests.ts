import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { availableKernels } from "../../src/engine/compiled/load-kernels.ts";
import { loadableBackends } from "./backends.ts";

/** The kernel sets and tfjs backends that are here. */
export async function engineNames(): Promise<string[]> {
  const backends = await loadableBackends();
  return [...availableKernels(), ...backends.map((backend) => `tfjs-${backend}`)];
}

/** Digests of a diverged run from a fresh process that trains it so often: test/engine/diverging-run. */
export function divergedDigests(name: string, times: number): string[] {
  const script = fileURLToPath(new URL("./diverging-run.ts", import.meta.url));
  const args = ["--import", "tsx", script, name, `${times}`];
  return execFileSync(process.execPath, args, { encoding: "utf8" }).trim().split("\n");
}
