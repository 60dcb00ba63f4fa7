import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { openStore } from "../../src/store/open-store.ts";
import { recordPlan } from "../../src/store/record-plan.ts";
import type { Store } from "../../src/store/store.ts";
import { dyingPlan, lossOf, type Told } from "./dying-plan.ts";
import { minute } from "./sample-plan.ts";
import { rows, temporaryFolder, value } from "./temporary-store.ts";

/** The longest that a write waits for others, and a little more. */
const WINDOW_MS = 25;

/**
 * Has a coordinator train until it has told what `isTime` waits for, and kills it at a random
 * moment soon after.
 *
 * @returns all that it told
 */
async function trainAndKill(file: string, isTime: (told: Told, count: number) => boolean) {
  const script = fileURLToPath(new URL("./dying-coordinator.ts", import.meta.url));
  const coordinator = spawn(process.execPath, ["--import", "tsx", script, file], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(coordinator, "exit");
  const all: Told[] = [];
  let isDoomed = false;
  for await (const line of createInterface({ input: coordinator.stdout })) {
    const told = JSON.parse(line) as Told;
    all.push(told);
    if (isDoomed || !isTime(told, all.length)) continue;
    isDoomed = true;
    setTimeout(() => coordinator.kill("SIGKILL"), WINDOW_MS * Math.random());
  }
  expect(await exited).toEqual([null, "SIGKILL"]);
  return all;
}

/** Says of what was told, in its order, whether the database has it. */
function recordOf(store: Store, startsBefore: Map<number, number>): (told: Told) => boolean {
  const count = (sql: string, ...of: unknown[]) =>
    store.database
      .prepare<unknown[], number>(`SELECT count(*) FROM ${sql}`)
      .pluck()
      .get(...of)!;
  return (told) => {
    const { kind, runId } = told;
    if (kind === "epoch") {
      const row = "epochs WHERE run_id = ? AND epoch = ? AND value = ?";
      return count(row, runId, told.epoch, told.loss) === 1;
    }
    if (kind === "end") {
      const state = told.how === "ended" ? "done" : "failed";
      return count("runs WHERE id = ? AND state = ?", runId, state) === 1;
    }
    const starts = (startsBefore.get(runId) ?? 0) + 1;
    startsBefore.set(runId, starts);
    return count("attempts WHERE run_id = ?", runId) >= starts;
  };
}

/** Of the runs that are recorded as done, those that are not so whole and as they were trained. */
function broken(store: Store): unknown[] {
  const done = rows(
    store,
    `SELECT seed, group_concat(value, ' ') AS loss FROM
       (SELECT * FROM epochs ORDER BY epoch) JOIN runs ON runs.id = run_id
       JOIN attempts USING (run_id)
     WHERE runs.state = 'done' AND attempts.state = 'done' AND number = winner_attempt
     GROUP BY run_id`,
  ) as { seed: number; loss: string }[];
  expect(done).toHaveLength(
    value(store, "SELECT count(*) FROM runs WHERE state = 'done'") as number,
  );
  return done.filter(
    ({ seed, loss }) => loss.split(" ").map(Number).join() !== lossOf(seed).join(),
  );
}

test("a coordinator that is killed leaves all that it told, run by run whole or to do", async () => {
  const file = join(temporaryFolder(), "sweeps.db");
  const starts = new Map<number, number>();
  const moments: ((told: Told, count: number) => boolean)[] = [
    ({ kind }) => kind === "start",
    // Epochs of the endless run, after the second that it takes until they are written.
    (told) => told.kind === "epoch" && told.epoch > 3,
    ...[10, 40, 90, 160, 250, 360].map((lines) => (_: Told, count: number) => count >= lines),
  ];
  const kinds = new Set<string>();
  for (const isTime of moments) {
    const told = await trainAndKill(file, isTime);
    for (const each of told) kinds.add(each.kind === "end" ? each.how : each.kind);
    const store = openStore(file, "read");
    onTestFinished(store.close);
    const isRecorded = recordOf(store, starts);
    expect(told.filter((each) => !isRecorded(each))).toEqual([]);
    expect(broken(store)).toEqual([]);
    const underWay = "SELECT group_concat(id) FROM (SELECT id FROM runs WHERE state = 'running')";
    const attempted = "SELECT group_concat(run_id) FROM attempts WHERE state = 'running'";
    expect(value(store, underWay)).toBe(value(store, attempted));
    expect(value(store, "PRAGMA integrity_check")).toBe("ok");
  }
  expect([...kinds].sort()).toEqual(["ended", "epoch", "failed", "start"]);

  const store = openStore(file, "write");
  onTestFinished(store.close);
  const done = value(store, "SELECT count(*) FROM runs WHERE state = 'done'") as number;
  expect(done).toBeGreaterThan(0);
  expect(recordPlan(store, dyingPlan(), minute(9)).toTrain).toHaveLength(400 - done);
  expect(value(store, "SELECT count(*) FROM attempts WHERE state = 'running'")).toBe(0);
});
