import { describe, expect, test } from "vitest";
import type { RunEnd } from "../../src/run/dispatcher.ts";
import { duration, progress } from "../../src/run/progress.ts";
import type { RecordedRun } from "../../src/store/record-plan.ts";

function recorded(seed: number): RecordedRun {
  const spec = { training: { epochs: 2 } } as RecordedRun["spec"];
  return { id: `${seed}`, runId: seed, variant: "wide", seed, spec };
}

function ended(loss: number): RunEnd {
  const result = {
    outcome: "done" as const,
    series: { loss: Float64Array.of(9, loss) },
    initialWeightsSha256: "",
    initialPredictionsSha256: "",
    finalWeightsSha256: "",
    durationMs: 61_000,
  };
  return { kind: "ended", result };
}

/** Two runs of two epochs, one after the other, 30 seconds an epoch. */
function story(isTty: boolean): string {
  let text = "";
  let clock = 0;
  const told = progress({
    write: (part) => {
      text += part;
    },
    isTty,
    columns: 80,
    now: () => clock,
    runCount: 2,
    epochCount: 4,
    metric: "loss",
  });
  for (const seed of [1, 2]) {
    const run = recorded(seed);
    told.onStart(run);
    for (const epoch of [1, 2]) {
      clock += 30_000;
      told.onEpoch(run, { epoch, values: { loss: 1 / 3 + seed } });
    }
    told.onEnd(run, seed === 1 ? ended(1 / 3) : { kind: "failed", reason: "out of memory" });
  }
  told.close();
  return text;
}

describe("progress", () => {
  test("in a pipe is plain lines with what is left", () => {
    expect(story(false)).toBe(
      [
        "[0/2] wide seed 1  epoch 1/2  loss 1.3333  about 1 min 30 s left",
        "[0/2] wide seed 1  epoch 2/2  loss 1.3333  about 1 min 0 s left",
        "[1/2] wide seed 1  loss 0.33333  1 min 1 s",
        "[1/2] wide seed 2  epoch 1/2  loss 2.3333  about 30.0 s left",
        "[1/2] wide seed 2  epoch 2/2  loss 2.3333",
        "[2/2] wide seed 2  FAILED: out of memory",
        "",
      ].join("\n"),
    );
  });

  test("on a terminal redraws one line and leaves a line a run behind", () => {
    const lines = story(true).split("\n");
    const shown = lines.map((line) => line.split("\r\u001b[K").at(-1));
    expect(shown).toEqual([
      "[1/2] wide seed 1  loss 0.33333  1 min 1 s",
      "[2/2] wide seed 2  FAILED: out of memory",
      "",
    ]);
  });
});

test.each([
  [0, "0 ms"],
  [999, "999 ms"],
  [12_345, "12.3 s"],
  [59_960, "1 min 0 s"],
  [245_000, "4 min 5 s"],
  [7_800_000, "2 h 10 min"],
])("%i ms are shown as %s", (ms, text) => {
  expect(duration(ms)).toBe(text);
});
