import { expect, test } from "vitest";
import type { LadderRung } from "../../src/diagnose/ladder.ts";
import { ladderSentence } from "../../src/report/ladder-text.ts";

const rung = (change: string, difference: number, half: number): LadderRung => ({
  ...{ change, from: "a", to: "b", difference, share: difference / 0.9 },
  interval: { low: difference - half, high: difference + half, level: 0.975 },
});

/** Of a ladder whose gap is 0.9; `carrier` as `carrierOf` chooses it. */
function sentenceOf(rungs: readonly LadderRung[], carrier: number | null): string {
  return ladderSentence({
    ...{ a: "plain", b: "mine", metric: "val_loss", seedCount: 4, rungs, carrier, alone: null },
    gap: { difference: 0.9, interval: null },
  });
}

test("a change carries the gap only if it is half of it", () => {
  expect(sentenceOf([rung("rate", 0.8, 0.1), rung("model", 0.1, 0.2)], 0)).toBe(
    "rate carries the gap: it moves val_loss by 0.80 (97.5% interval 0.70 to 0.90), " +
      "89% of the 0.90 between plain and mine",
  );
  const parts = [rung("rate", 0.3, 0.1), rung("model", 0.3, 0.4), rung("batch", 0.3, 0.4)];
  expect(sentenceOf(parts, 0)).toMatch(/^rate is the largest part of the gap: it moves val_loss/);
});

test("a clear change does not carry the gap where an unclear one moves more of it", () => {
  expect(sentenceOf([rung("rate", 0.8, 0.9), rung("model", 0.1, 0.05)], 1)).toBe(
    "model moves val_loss by 0.10 (97.5% interval 0.05 to 0.15), 11% of the 0.90 between plain " +
      "and mine; it does not carry the gap: rate moves it by 0.80, which is not clear over these " +
      "seeds",
  );
});
