import { monteCarlo } from "../../../src/stats/monte-carlo.ts";
import { quantile } from "../../../src/stats/procedure/quantile.ts";
import { ALPHA, decisionOf, type Rule } from "../rule.ts";

const SEED_COUNT = 5;
const RESAMPLE_COUNT = 2000;

/** The same resamples every time; shape [RESAMPLE_COUNT][2 SEED_COUNT], places of seeds. */
const RESAMPLES = drawResamples();

/**
 * rliable's interval: each variant's seeds are drawn with replacement for themselves, and the
 * interval reaches from the 2.5th to the 97.5th percentile of the differences. Of the mean, so that
 * its truth is the others', in place of the interquartile mean.
 *
 * @see R. Agarwal et al., Deep Reinforcement Learning at the Edge of the Statistical Precipice
 *   (2021), section 4.1
 */
export const rule: Rule = {
  name: "percentile bootstrap 5",
  pairCount: SEED_COUNT,
  decide({ baseline, candidate }, { scale }) {
    const of = scale === "log" ? Math.log : (value: number) => value;
    const [ours, theirs] = [candidate.map(of), baseline.map(of)];
    const differences = new Float64Array(RESAMPLE_COUNT);
    for (let resample = 0; resample < RESAMPLE_COUNT; resample++) {
      let sum = 0;
      for (let i = 0; i < SEED_COUNT; i++) {
        const at = 2 * (resample * SEED_COUNT + i);
        sum += ours[RESAMPLES[at]!]! - theirs[RESAMPLES[at + 1]!]!;
      }
      differences[resample] = sum / SEED_COUNT;
    }
    differences.sort();
    const [low, high] = [ALPHA / 2, 1 - ALPHA / 2].map((level) => quantile(differences, level)!);
    return decisionOf(SEED_COUNT, { low: low!, high: high! });
  },
};

function drawResamples(): Uint8Array {
  const random = monteCarlo("calibration: bootstrap");
  return Uint8Array.from({ length: 2 * SEED_COUNT * RESAMPLE_COUNT }, () =>
    random.index(SEED_COUNT),
  );
}
