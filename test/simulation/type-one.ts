import { pairedT } from "../../src/stats/procedure/paired-t.ts";
import { LAWS, NORMAL, OUTLIERS, SKEWED, sample } from "./laws.ts";
import {
  ALPHA,
  BUDGET_30,
  BUDGET_SPARSE,
  FIXED_5,
  FIXED_8,
  OPEN_ENDED,
  verdictOf,
} from "./procedures.ts";
import { type Row, simulated, type Table } from "./table.ts";

/** How often is a difference claimed where there is none? */
export function typeOne(repetitions: number): Table {
  const procedures = [FIXED_5, FIXED_8, BUDGET_30, BUDGET_SPARSE, OPEN_ENDED];
  const rows = procedures.map((procedure) => {
    const cells = LAWS.map((law) => {
      const promise = law === SKEWED ? null : { atMost: 0.055 };
      return simulated(
        `type one, ${procedure.name}, ${law.name}`,
        repetitions,
        promise,
        (normal) => {
          const differences = sample(law, procedure.pairCount, normal);
          return verdictOf(procedure, differences, null).word !== "undecided";
        },
      );
    });
    return { name: procedure.name, cells };
  });
  return {
    title: "A difference claimed where there is none, % (at most 5 allowed)",
    columns: LAWS.map(({ name }) => name),
    rows: [naiveRow(repetitions), ...rows],
  };
}

/** The positive control: what everybody does has to fail, or the simulation sees nothing. */
function naiveRow(repetitions: number): Row {
  const cells = LAWS.map((law) => {
    const hasNoBar = law === SKEWED || law === OUTLIERS;
    const promise = hasNoBar ? null : { atLeast: law === NORMAL ? 0.2 : 0.15 };
    return simulated(`naive t, ${law.name}`, repetitions, promise, (normal) =>
      naiveClaims(sample(law, 30, normal)),
    );
  });
  return { name: "*control:* a t test after every seed from 3 to 30", cells };
}

function naiveClaims(differences: readonly number[]): boolean {
  for (let n = 3; n <= differences.length; n++) {
    if (pairedT(differences.slice(0, n))!.pValue <= ALPHA) return true;
  }
  return false;
}
