import { falsePositives } from "../../src/stats/false-positives.ts";
import { moments } from "../../src/stats/moments.ts";
import type { Question } from "../../src/stats/question.ts";
import { everySeed } from "../../src/stats/sequential/looks.ts";
import { LAWS, NORMAL, normalsOf, SKEWED, sample } from "./laws.ts";
import { ALPHA } from "./procedures.ts";
import type { Cell, Table } from "./table.ts";

/** Each sample of values is divided again and again, so that fewer of them are needed. */
const REPETITIONS_PER_SAMPLE = 200;

const QUESTION: Question = {
  ...{ metric: "val_loss", at: "last", direction: "min", baseline: null, pairs: "baseline" },
  ...{ alpha: ALPHA, margin: null, scale: "linear", failureValue: null },
  ...{ mode: "fixed", looks: null },
};

/** What `sweep aa` would say: how often one variant is called different from itself. */
export function aa(repetitions: number): Table {
  const cases = [
    { name: "fixed, 10 seeds (t)", seedCount: 10, question: QUESTION },
    {
      name: "budget, 40 seeds, every pair from 5 to 20",
      seedCount: 40,
      question: { ...QUESTION, mode: "budget", looks: everySeed(5, 20) },
    },
    {
      name: "open-ended, 40 seeds",
      seedCount: 40,
      question: { ...QUESTION, mode: "open-ended" },
    },
  ] as const;
  const laws = LAWS.filter((law) => law === NORMAL || law === SKEWED);
  const sampleCount = Math.ceil(repetitions / REPETITIONS_PER_SAMPLE);
  const rows = cases.map(({ name, seedCount, question }) => {
    const cells = laws.map((law): Cell => {
      const normal = normalsOf(`aa, ${name}, ${law.name}`);
      const rates = Array.from({ length: sampleCount }, () => {
        return falsePositives(sample(law, seedCount, normal), question).rate;
      });
      const { mean, sd } = moments(rates);
      const standardError = sd! / Math.sqrt(sampleCount);
      return { share: mean!, standardError, promise: { atMost: 0.055 } };
    });
    return { name, cells };
  });
  return {
    title: "A variant called different from itself (`sweep aa`), % (at most 5 allowed)",
    columns: laws.map(({ name }) => `${name} values`),
    rows,
  };
}
