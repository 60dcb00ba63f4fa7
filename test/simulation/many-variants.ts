import { fixedTest } from "../../src/stats/fixed-evidence.ts";
import { jointMeans } from "../../src/stats/procedure/max-t.ts";
import { holm } from "./holm.ts";
import { type Law, NORMAL, type Normals, SKEWED, sample, T3 } from "./laws.ts";
import { ALPHA } from "./procedures.ts";
import { type Row, simulated, type Table } from "./table.ts";

/** Values of one variant may well be skewed: their differences are not. */
export const VALUE_LAWS: readonly Law[] = [NORMAL, { ...SKEWED, name: "lognormal" }, T3];

/** Variants on the same seeds, the first of which is the baseline. */
interface Field {
  readonly variantCount: number;
  readonly seedCount: number;
  /** by how many sd of a variant's values the true mean of each but the baseline is off */
  readonly off: (variant: number) => number;
  /** whether all pairs are compared; else each with the baseline */
  readonly allPairs?: boolean;
}

interface Comparisons {
  /** shape [n][E] */
  readonly rows: readonly (readonly number[])[];
  /** true means; shape [E] */
  readonly truths: readonly number[];
}

function draw({ variantCount, seedCount, off, allPairs }: Field, law: Law, normal: Normals) {
  const truths = Array.from({ length: variantCount }, (_, variant) => (variant ? off(variant) : 0));
  const values = truths.map((mean) => sample(law, seedCount, normal, mean));
  const pairs = values.flatMap((_, one) =>
    values.flatMap((_, other) =>
      other < one && (allPairs || other === 0) ? [[one, other] as const] : [],
    ),
  );
  return {
    rows: Array.from({ length: seedCount }, (_, seed) =>
      pairs.map(([one, other]) => values[one]![seed]! - values[other]![seed]!),
    ),
    truths: pairs.map(([one, other]) => truths[one]! - truths[other]!),
  } satisfies Comparisons;
}

const none = () => 0;
const half = (by: number) => (variant: number) => (variant % 2 === 1 ? by : 0);
const all = (by: number) => () => by;

interface Case extends Field {
  readonly name: string;
  /** share of the repetitions asked for, as some take long */
  readonly share: number;
}

const ERROR_CASES: readonly Case[] = [
  { name: "3 variants, 8 seeds", variantCount: 3, seedCount: 8, off: none, share: 1 },
  { name: "3 variants, 12 seeds", variantCount: 3, seedCount: 12, off: none, share: 1 },
  { name: "10 variants, 8 seeds", variantCount: 10, seedCount: 8, off: none, share: 1 },
  { name: "10 variants, 10 seeds", variantCount: 10, seedCount: 10, off: none, share: 1 },
  { name: "10 variants, 30 seeds", variantCount: 10, seedCount: 30, off: none, share: 0.5 },
  { name: "20 variants, 12 seeds", variantCount: 20, seedCount: 12, off: none, share: 1 },
  { name: "20 variants, 20 seeds", variantCount: 20, seedCount: 20, off: none, share: 0.5 },
  {
    ...{ name: "3 variants, 8 seeds, one is off by 1.5 sd", share: 1 },
    ...{ variantCount: 3, seedCount: 8, off: half(1.5) },
  },
  {
    ...{ name: "10 variants, 12 seeds, five are off by 1.5 sd", share: 1 },
    ...{ variantCount: 10, seedCount: 12, off: half(1.5) },
  },
  {
    ...{ name: "20 variants, 12 seeds, ten are off by 1.5 sd", share: 1 },
    ...{ variantCount: 20, seedCount: 12, off: half(1.5) },
  },
  {
    ...{ name: "20 variants, 12 seeds, all are off by 1.5 sd", share: 1 },
    ...{ variantCount: 20, seedCount: 12, off: all(1.5) },
  },
  {
    ...{ name: "all 45 pairs of 10 variants, 12 seeds (ranks)", share: 0.5 },
    ...{ variantCount: 10, seedCount: 12, off: none, allPairs: true },
  },
];

/**
 * How often does any of the intervals leave out its true difference? Of equal variants these are
 * the family-wise errors: also those of the equal ones among others that differ, at most.
 */
export function manyVariants(repetitions: number): Table {
  const rows = ERROR_CASES.map((field) => {
    const count = Math.ceil(field.share * repetitions);
    const cells = VALUE_LAWS.map((law) =>
      simulated(`many, ${field.name}, ${law.name}`, count, { atMost: 0.055 }, (normal) => {
        const { rows, truths } = draw(field, law, normal);
        return jointMeans(rows, [ALPHA]).some(({ intervals: [interval] }, index) => {
          return interval!.low > truths[index]! || interval!.high < truths[index]!;
        });
      }),
    );
    return { name: field.name, cells };
  });
  return {
    title:
      "Any difference outside its interval where all are decided together (max-T), % (at most 5)",
    columns: VALUE_LAWS.map(({ name }) => `${name} values`),
    rows,
  };
}

const POWER_CASES: readonly Case[] = [
  {
    ...{ name: "3 variants, 8 seeds, one is off by 1.5 sd", share: 0.1 },
    ...{ variantCount: 3, seedCount: 8, off: half(1.5) },
  },
  {
    ...{ name: "10 variants, 8 seeds, five are off by 1.5 sd", share: 0.1 },
    ...{ variantCount: 10, seedCount: 8, off: half(1.5) },
  },
  {
    ...{ name: "10 variants, 12 seeds, five are off by 1.5 sd", share: 0.1 },
    ...{ variantCount: 10, seedCount: 12, off: half(1.5) },
  },
  {
    ...{ name: "20 variants, 12 seeds, ten are off by 1.5 sd", share: 0.1 },
    ...{ variantCount: 20, seedCount: 12, off: half(1.5) },
  },
  {
    ...{ name: "10 variants, 12 seeds, all are off by 1.5 sd", share: 0.1 },
    ...{ variantCount: 10, seedCount: 12, off: all(1.5) },
  },
  {
    ...{ name: "10 variants, 30 seeds, all are off by 0.8 sd", share: 0.05 },
    ...{ variantCount: 10, seedCount: 30, off: all(0.8) },
  },
];

/** What finds differences: p of each comparison, adjusted for all of them. */
const PROCEDURES: Readonly<Record<string, (rows: Comparisons["rows"]) => readonly number[]>> = {
  "max-T": (rows) => jointMeans(rows, []).map(({ adjustedP }) => adjustedP),
  Holm: (rows) => holm(flipPs(rows)),
  Bonferroni: (rows) => flipPs(rows).map((p) => Math.min(1, p * rows[0]!.length)),
};

/** Of sign flips, each comparison alone. */
function flipPs(rows: Comparisons["rows"]): number[] {
  return rows[0]!.map((_, index) => fixedTest(rows.map((row) => row[index]!)).pValue);
}

/** How often is the first of the variants that differ found? All procedures see the same values. */
export function manyFound(repetitions: number): Table {
  const rows = POWER_CASES.flatMap((field) =>
    Object.entries(PROCEDURES).map(([procedure, adjusted]): Row => {
      const count = Math.ceil(field.share * repetitions);
      const cells = VALUE_LAWS.map((law) =>
        simulated(`many found, ${field.name}, ${law.name}`, count, null, (normal) => {
          const { rows, truths } = draw(field, law, normal);
          return adjusted(rows)[truths.findIndex((truth) => truth !== 0)]! <= ALPHA;
        }),
      );
      return { name: `${field.name}: ${procedure}`, cells };
    }),
  );
  return {
    title: "One of several variants that differ found, %",
    columns: VALUE_LAWS.map(({ name }) => `${name} values`),
    rows,
  };
}
