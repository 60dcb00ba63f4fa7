// A coordinator that reports each epoch once it is recorded, and goes on until it is killed.
// Arguments: the database's file.

import { openStore } from "../../src/store/open-store.ts";
import { recordPlan } from "../../src/store/record-plan.ts";
import { beginAttempt, recordEpochs } from "../../src/store/write-runs.ts";
import { minute, samplePlan } from "./sample-plan.ts";

const store = openStore(process.argv[2]!, "write");
const [run] = recordPlan(store, samplePlan(), minute(0)).toTrain;
const attempt = beginAttempt(store, run!, "here", minute(1));
for (let epoch = 1; ; epoch++) {
  recordEpochs(store, attempt, [{ epoch, values: { loss: 1 / epoch, mae: epoch } }]);
  console.log(epoch);
  // The line is to leave this process before the next epoch begins.
  await new Promise((resolve) => process.stdout.write("", resolve));
}
