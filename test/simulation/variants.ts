import { runsOf, summaryOf } from "../stats/runs.ts";
import { sample } from "./laws.ts";
import { VALUE_LAWS } from "./many-variants.ts";
import { simulated, type Table } from "./table.ts";

const VARIANTS = ["baseline", "a", "b", "c"];

/** Whole reports are made, which takes longer than a verdict alone. */
const REPORT_SHARE = 1 / 4;

/** How often is any of three variants called different from a baseline that none differs from? */
export function variants(repetitions: number): Table {
  const count = Math.ceil(REPORT_SHARE * repetitions);
  const cases = [
    { name: "fixed, 5 seeds (t, Bonferroni)", seedCount: 5, mode: "fixed" },
    { name: "fixed, 8 seeds (max-T)", seedCount: 8, mode: "fixed" },
    { name: "budget, every seed from 5 to 20", seedCount: 20, mode: "budget" },
  ] as const;
  const rows = cases.map(({ name, seedCount, mode }) => {
    const cells = VALUE_LAWS.map((law) =>
      simulated(`variants, ${name}, ${law.name}`, count, { atMost: 0.055 }, (normal) => {
        const runs = VARIANTS.map((variant) => {
          return [variant, runsOf(sample(law, seedCount, normal, 10))] as const;
        });
        const { comparisons } = summaryOf(Object.fromEntries(runs), { mode });
        return comparisons.some(({ verdict }) => verdict !== "undecided");
      }),
    );
    return { name, cells };
  });
  return {
    title: "Any of three equal variants called different from the baseline, % (at most 5 allowed)",
    columns: VALUE_LAWS.map(({ name }) => `${name} values`),
    rows,
  };
}
