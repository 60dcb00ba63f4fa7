import { median } from "../../src/stats/median.ts";
import { type Law, LOGNORMAL_DIFFERENCE, NORMAL, sample, T3 } from "./laws.ts";
import {
  BUDGET_30,
  BUDGET_50,
  FIXED_8,
  OPEN_ENDED,
  type Procedure,
  verdictOf,
} from "./procedures.ts";
import { type Cell, simulated, type Table } from "./table.ts";

interface Truth {
  readonly name: string;
  readonly law: Law;
  /** in standard deviations of the differences */
  readonly effect: number;
  readonly margin: number | null;
}

const TRUTHS: readonly Truth[] = [
  { name: "0.5 sd, normal", law: NORMAL, effect: 0.5, margin: null },
  { name: "0.5 sd, lognormal", law: LOGNORMAL_DIFFERENCE, effect: 0.5, margin: null },
  { name: "0.5 sd, t3", law: T3, effect: 0.5, margin: null },
  { name: "1 sd, normal", law: NORMAL, effect: 1, margin: null },
  { name: "none, margin 0.75 sd", law: NORMAL, effect: 0, margin: 0.75 },
];

/** How often is the truth found, and after how many seeds? */
export function power(repetitions: number): Table {
  const rows = [FIXED_8, BUDGET_30, BUDGET_50, OPEN_ENDED].map((procedure) => {
    return {
      name: procedure.name,
      cells: TRUTHS.map((truth) => found(procedure, truth, repetitions)),
    };
  });
  return {
    title: "The truth found, %, and the median number of seeds",
    columns: TRUTHS.map(({ name }) => name),
    rows,
  };
}

function found(
  procedure: Procedure,
  { name, law, effect, margin }: Truth,
  repetitions: number,
): Cell {
  const counts: number[] = [];
  const cell = simulated(`power, ${procedure.name}, ${name}`, repetitions, null, (normal) => {
    const differences = sample(law, procedure.pairCount, normal, effect);
    const { word, evidence } = verdictOf(procedure, differences, margin);
    counts.push(evidence.n);
    return word === (effect > 0 ? "worse" : "equivalent");
  });
  return { ...cell, remark: `${median(counts)}` };
}
