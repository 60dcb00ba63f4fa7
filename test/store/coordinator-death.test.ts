import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { openStore } from "../../src/store/open-store.ts";
import { recordPlan } from "../../src/store/record-plan.ts";
import { minute, samplePlan } from "./sample-plan.ts";
import { rows, temporaryFolder, value } from "./temporary-store.ts";

function startCoordinator(file: string): ChildProcess {
  const script = fileURLToPath(new URL("./dying-coordinator.ts", import.meta.url));
  return spawn(process.execPath, ["--import", "tsx", script, file], {
    stdio: ["ignore", "pipe", "inherit"],
  });
}

/** Kills the coordinator when it reports the epoch. @returns the last epoch it reported */
async function killAt(coordinator: ChildProcess, epoch: number): Promise<number> {
  let reported = 0;
  for await (const line of createInterface({ input: coordinator.stdout! })) {
    reported = Number(line);
    if (reported === epoch) coordinator.kill("SIGKILL");
  }
  return reported;
}

test("a coordinator that is killed leaves all that it reported, and its run to do", async () => {
  const file = join(temporaryFolder(), "sweeps.db");
  const coordinator = startCoordinator(file);
  const ended = once(coordinator, "exit");
  const reported = await killAt(coordinator, 20);
  expect(await ended).toEqual([null, "SIGKILL"]);
  expect(reported).toBeGreaterThanOrEqual(20);

  const store = openStore(file, "write");
  onTestFinished(store.close);
  expect(store.database.pragma("integrity_check", { simple: true })).toBe("ok");
  const stored = value(store, "SELECT max(epoch) FROM epochs") as number;
  expect(stored).toBeGreaterThanOrEqual(reported);
  // Both metrics of every epoch or none: nothing is recorded by halves.
  expect(value(store, "SELECT count(*) FROM epochs")).toBe(2 * stored);

  expect(recordPlan(store, samplePlan(), minute(9)).toTrain).toHaveLength(4);
  expect(rows(store, "SELECT state, number FROM attempts")).toEqual([{ state: "lost", number: 1 }]);
});
