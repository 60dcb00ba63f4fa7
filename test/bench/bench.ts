// The first half of `npm run bench`: milliseconds per step of every engine that loads here, and the
// share of a sweep's wall time in which no run trains. Absolute times are this machine's at this
// minute; compare what is printed by one call.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import Database from "better-sqlite3";
import type { EngineName } from "../../src/engine/engine.ts";
import { identifyEngine } from "../../src/engine/load-engine.ts";
import { localDispatcher } from "../../src/run/local/local-dispatcher.ts";
import { questionLayers, questionSpec } from "../reference/question-network.ts";
import { machine, print, spread } from "./machine.ts";

const STEP_COUNT = 1200;
const ROUND_COUNT = 3;
const ENGINES: readonly EngineName[] = ["compiled", "tfjs-wasm", "tfjs-node", "tfjs-cpu"];
const SWEEPS = ["iris", "smoke", "last-id"];
const ROOT = fileURLToPath(new URL("../..", import.meta.url));

print(machine());
print("\nThe question's network (1001-64-64-64-64-1, dropout, RMSProp, batch 32), one thread:");
print("engine      ms/step (min, median, max of interleaved rounds)");
for (const [engine, times] of await timeEngines()) {
  const cells = spread(times).map((ms) => ms.toFixed(2).padStart(8));
  print(engine.padEnd(10) + cells.join(""));
}
print("\nWhole sweeps from a cold start, all cores:");
print("sweep       wall s  training s  not training");
for (const sweep of SWEEPS) {
  const { wallMs, trainingMs } = timeSweep(sweep);
  const idle = `${(100 * (1 - trainingMs / wallMs)).toFixed(1)} %`;
  const seconds = [wallMs, trainingMs].map((ms) => (ms / 1000).toFixed(2));
  print(sweep.padEnd(10) + seconds[0]!.padStart(8) + seconds[1]!.padStart(12) + idle.padStart(14));
}

/** The engines take turns, so that a slow minute of the machine is none of theirs alone. */
async function timeEngines(): Promise<Map<EngineName, number[]>> {
  const times = new Map<EngineName, number[]>();
  for (let round = 0; round < ROUND_COUNT; round++) {
    for (const engine of ENGINES.filter(loads)) {
      times.set(engine, [...(times.get(engine) ?? []), await msPerStep(engine)]);
    }
  }
  return times;
}

function loads(engine: EngineName): boolean {
  try {
    identifyEngine(engine);
    return true;
  } catch {
    return false;
  }
}

async function msPerStep(engine: EngineName): Promise<number> {
  const dispatcher = localDispatcher();
  try {
    const spec = questionSpec(questionLayers([1, 1, 1, 1, 1], [1, 1, 1, 1]), 1, {
      take: 32 * STEP_COUNT,
    });
    await dispatcher.open({ data: spec.data, files: {}, engine, threads: 1 });
    return await dispatcher.timeSteps(spec, engine === "tfjs-cpu" ? STEP_COUNT / 8 : STEP_COUNT);
  } finally {
    dispatcher.close();
  }
}

/** @returns trainingMs: what the runs took, as if all threads had trained all the time */
function timeSweep(sweep: string): { wallMs: number; trainingMs: number } {
  const folder = mkdtempSync(join(tmpdir(), "sweep-bench-"));
  try {
    const db = join(folder, "bench.db");
    const startedAt = performance.now();
    const main = join(ROOT, "dist/cli/sweep.js");
    execFileSync(process.execPath, [main, "run", join(ROOT, `sweeps/${sweep}.yaml`), "--db", db], {
      stdio: "ignore",
    });
    const wallMs = performance.now() - startedAt;
    const database = new Database(db, { readonly: true });
    const workMs = Number(database.prepare("SELECT sum(duration_ms) FROM runs").pluck().get());
    database.close();
    return { wallMs, trainingMs: workMs / availableParallelism() };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
