import { LAWS, SKEWED, sample } from "./laws.ts";
import { BUDGET_30, FIXED_5, FIXED_8, OPEN_ENDED, verdictOf } from "./procedures.ts";
import { simulated, type Table } from "./table.ts";

/**
 * How often is a difference called smaller than the margin, be it "equivalent" or "negligible",
 * where it is just as large? Anything larger is called so more rarely.
 */
export function falseEquivalence(repetitions: number): Table {
  const cases = [
    { procedure: FIXED_5, margin: 1 },
    { procedure: FIXED_8, margin: 1 },
    { procedure: BUDGET_30, margin: 0.5 },
    { procedure: BUDGET_30, margin: 1 },
    { procedure: OPEN_ENDED, margin: 1 },
  ];
  const rows = cases.map(({ procedure, margin }) => {
    const name = `${procedure.name}, margin ${margin} sd`;
    const cells = LAWS.map((law) => {
      const promise = law === SKEWED ? null : { atMost: 0.055 };
      return simulated(
        `false equivalence, ${name}, ${law.name}`,
        repetitions,
        promise,
        (normal) => {
          const differences = sample(law, procedure.pairCount, normal, margin);
          const { word } = verdictOf(procedure, differences, margin);
          return word === "equivalent" || word === "negligible";
        },
      );
    });
    return { name, cells };
  });
  return {
    title: "Called smaller than the margin where it is just the margin, % (at most 5 allowed)",
    columns: LAWS.map(({ name }) => name),
    rows,
  };
}
