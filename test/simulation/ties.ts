import { normalCdf } from "../../src/stats/distribution/normal.ts";
import type { Normals } from "./laws.ts";
import { BUDGET_30, FIXED_5, FIXED_8, type Procedure, verdictOf } from "./procedures.ts";
import { type Cell, simulated, type Table } from "./table.ts";

/** Steps of the metric, in standard deviations of a difference before rounding. */
const STEPS = [0.5, 1, 2, 3];

/** Where in a step the mean of the baseline lies: anywhere but on a symmetric place. */
const PHASE = 0.3;

/** A metric that is rounded to steps, as an accuracy of few rows: two variants' differences. */
interface Coarse {
  readonly step: number;
  /** of the means before rounding, in standard deviations of a difference */
  readonly shift: number;
}

/**
 * Differences of two metrics that take few values: how often is a difference claimed where there is
 * none, a true one refuted, or one that is just the margin called smaller?
 */
export function ties(repetitions: number): Table {
  const rows = [FIXED_5, FIXED_8, BUDGET_30].flatMap((procedure) => [
    row(procedure, "a difference where there is none", 0, repetitions, (sample) => {
      return procedure.evidenceOf(sample, null).isDifferent;
    }),
    row(procedure, "a true difference refuted", 0.5, repetitions, (sample, truth) => {
      const { interval } = procedure.evidenceOf(sample, null);
      return interval !== null && (interval.low > truth || interval.high < truth);
    }),
    row(procedure, "smaller than the margin", 1, repetitions, (sample, truth) => {
      const { word } = verdictOf(procedure, sample, truth);
      return word === "equivalent" || word === "negligible";
    }),
  ]);
  return {
    title: "Metrics of few values, wrong in % (at most 5 allowed)",
    columns: STEPS.map((step) => `steps of ${step} sd`),
    rows,
  };
}

function row(
  procedure: Procedure,
  what: string,
  shift: number,
  repetitions: number,
  errs: (sample: readonly number[], truth: number) => boolean,
) {
  const name = `${procedure.name}: ${what}`;
  const cells = STEPS.map((step): Cell => {
    const coarse = { step, shift };
    const truth = meanDifference(coarse);
    const site = `ties, ${name}, ${step}`;
    return simulated(site, repetitions, { atMost: 0.055 }, (normal) => {
      return errs(draw(coarse, procedure.pairCount, normal), truth);
    });
  });
  return { name, cells };
}

function draw({ step, shift }: Coarse, n: number, normal: Normals): number[] {
  const rounded = (mean: number) => Math.round((mean + normal() * Math.SQRT1_2) / step);
  const from = PHASE * step;
  return Array.from({ length: n }, () => step * (rounded(from + shift) - rounded(from)));
}

/** Of the rounded values, which is not quite that of the values before rounding. */
function meanDifference({ step, shift }: Coarse): number {
  return roundedMean(PHASE * step + shift, step) - roundedMean(PHASE * step, step);
}

function roundedMean(mean: number, step: number): number {
  const below = (k: number) => normalCdf(((k - 0.5) * step - mean) / Math.SQRT1_2);
  let sum = 0;
  for (let k = -50; k <= 50; k++) sum += k * step * (below(k + 1) - below(k));
  return sum;
}
