// A coordinator that prints what its listener hears, one JSON a line, until it is killed. Its first
// run never ends; the others take up to 4 ms, and some of them fail.
// Arguments: the database's file.

import { writeSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import type { EpochValues, RunSpec } from "../../src/plan/run.ts";
import { trainRuns } from "../../src/run/coordinator.ts";
import type { Dispatcher, RunEnd } from "../../src/run/dispatcher.ts";
import { openStore } from "../../src/store/open-store.ts";
import { recordPlan } from "../../src/store/record-plan.ts";
import { dyingPlan, ENDLESS_SEED, epochOf, lossOf, type Told } from "./dying-plan.ts";
import { CONTEXT, minute, sampleResult } from "./sample-plan.ts";

const store = openStore(process.argv[2]!, "write");
const plan = dyingPlan();

/** Leaves this process before it returns. */
function tell(told: Told): void {
  writeSync(1, `${JSON.stringify(told)}\n`);
}

async function train({ seed }: RunSpec, onEpoch: (values: EpochValues) => void): Promise<RunEnd> {
  for (let epoch = 1; seed === ENDLESS_SEED; epoch++) {
    onEpoch(epochOf(seed, epoch));
    await setTimeout(2);
  }
  for (const epoch of [1, 2, 3]) onEpoch(epochOf(seed, epoch));
  await setTimeout(seed % 5);
  if (seed % 7 === 3) return { kind: "failed", reason: "as it was told to" };
  return { kind: "ended", result: sampleResult({ loss: lossOf(seed) }) };
}

const dispatcher: Dispatcher = {
  open: async () => CONTEXT,
  train,
  timeSteps: async () => 0,
  outline: () => Promise.reject(new RangeError("not asked for here")),
  stop: () => {},
  close: () => {},
};

await trainRuns(recordPlan(store, plan, minute(0)).toTrain, {
  ...{ store, dispatcher },
  workload: {
    ...{ data: plan.variants[0]!.spec.data, files: {}, threads: 3 },
    engine: plan.engine.name,
  },
  listener: {
    onStart: ({ runId }) => tell({ kind: "start", runId }),
    onEpoch: ({ runId }, { epoch, values }) =>
      tell({ kind: "epoch", runId, epoch, loss: values.loss! }),
    onEnd: ({ runId }, end) => tell({ kind: "end", runId, how: end.kind }),
  },
  stop: new AbortController().signal,
});
