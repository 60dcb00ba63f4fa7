import { DROPOUT } from "./known-answers.ts";
import { exactTest, type SelfTest } from "./self-test.ts";
import { DROPOUT_COUNT } from "./self-test-specs.ts";

/** What tfjs' own dropout did: see engine/tfjs/probe-dropout. */
interface Probe {
  readonly by: "apply" | "call";
  readonly training: true | undefined;
  readonly droppedCount: number;
}

/** tfjs' own dropout drops when it is told to train and not otherwise, called in either way. */
export function tfjsDropoutTests(probes: readonly Probe[]): SelfTest[] {
  return probes.map(({ by, training, droppedCount }) => {
    const name = `tfjs' layer by ${by}, ${training ? "told to train" : "not told"}`;
    const expected = training ? DROPOUT.tfjsDropped : 0;
    return exactTest("dropout", `${name}: dropped of ${DROPOUT_COUNT}`, expected, droppedCount);
  });
}
