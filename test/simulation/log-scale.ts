import { exp } from "../../src/random/exp.ts";
import type { Normals } from "./laws.ts";
import { BUDGET_30, FIXED_5, FIXED_8, type Procedure } from "./procedures.ts";
import { simulated, type Table } from "./table.ts";

/** Mean and spread of the logarithm of candidate over baseline. */
const LOG_RATIO = { mean: -0.2, sd: 0.3 };

/** Spreads of the baseline's logarithm: seeds that make a loss large make a difference large. */
const SPREADS = [0.5, 1];

/**
 * A candidate that multiplies each loss, lognormal over seeds, by a lognormal factor: do intervals
 * hold the true mean difference, and the true mean ratio?
 */
export function logScale(repetitions: number): Table {
  const rows = [FIXED_5, FIXED_8, BUDGET_30].map((procedure) => {
    const cells = SPREADS.flatMap((spread) =>
      (["linear", "log"] as const).map((scale) => {
        const truth = scale === "log" ? LOG_RATIO.mean : meanDifference(spread);
        const promise = scale === "log" ? { atMost: 0.055 } : null;
        const site = `log scale, ${procedure.name}, ${scale}, ${spread}`;
        return simulated(site, repetitions, promise, (normal) =>
          misses(procedure, differences(procedure.pairCount, spread, scale, normal), truth),
        );
      }),
    );
    return { name: procedure.name, cells };
  });
  return {
    title: "Losses that a change multiplies: the true mean refuted, % (at most 5 allowed)",
    columns: SPREADS.flatMap((spread) =>
      ["difference", "ratio"].map((what) => `${what}, losses' log sd ${spread}`),
    ),
    rows,
  };
}

/** Of the means of two lognormal laws. */
function meanDifference(spread: number): number {
  const { mean, sd } = LOG_RATIO;
  return exp(spread ** 2 / 2) * (exp(mean + sd ** 2 / 2) - 1);
}

function differences(n: number, spread: number, scale: "linear" | "log", normal: Normals) {
  return Array.from({ length: n }, () => {
    const baseline = spread * normal();
    const ratio = LOG_RATIO.mean + LOG_RATIO.sd * normal();
    return scale === "log" ? ratio : exp(baseline) * (exp(ratio) - 1);
  });
}

/** Whether the procedure, wherever it stops, calls the truth a falsehood. */
function misses({ evidenceOf }: Procedure, sample: readonly number[], truth: number): boolean {
  return evidenceOf(
    sample.map((value) => value - truth),
    null,
  ).isDifferent;
}
