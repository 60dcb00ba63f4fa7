import { LAWS, NORMAL, SKEWED, sample } from "./laws.ts";
import { BUDGET_30, FIXED_5, FIXED_8, OPEN_ENDED } from "./procedures.ts";
import { simulated, type Table } from "./table.ts";

/** True differences in standard deviations, so that adaptive procedures do stop at some look. */
const EFFECT = 0.5;

/** What the documentation calls exact stays this close to 95 %; what is conservative, above. */
const EXACT = { atLeast: 0.935, atMost: 0.965 };
const CONSERVATIVE = { atLeast: 0.935 };

/** How often does the interval that is shown hold the true difference? */
export function coverage(repetitions: number): Table {
  const procedures = [FIXED_5, FIXED_8, BUDGET_30, OPEN_ENDED];
  const rows = procedures.map((procedure) => {
    const cells = LAWS.map((law) => {
      const isExact = procedure === FIXED_8 || (procedure === FIXED_5 && law === NORMAL);
      const promise = law === SKEWED ? null : isExact ? EXACT : CONSERVATIVE;
      return simulated(
        `coverage, ${procedure.name}, ${law.name}`,
        repetitions,
        promise,
        (normal) => {
          const differences = sample(law, procedure.pairCount, normal, EFFECT);
          const { low, high } = procedure.evidenceOf(differences, null).interval!;
          return low <= EFFECT && EFFECT <= high;
        },
      );
    });
    return { name: procedure.name, cells };
  });
  return {
    title: "The 95 % interval, where one stopped, holds the true difference of 0.5 sd, %",
    columns: LAWS.map(({ name }) => name),
    rows,
  };
}
