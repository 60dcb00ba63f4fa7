import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SweepError } from "../../../src/base/error.ts";
import { decodeCsv } from "../../../src/data/csv/decode-csv.ts";
import { readCsvCells } from "../../../src/data/csv/read-csv-cells.ts";
import { splitRows } from "../../../src/data/split.ts";
import { makeTableRows } from "../../../src/data/table/make-table-rows.ts";
import { tableShapes } from "../../../src/data/table/table-shapes.ts";
import { numpyRandom } from "../../../src/random/mt19937.ts";
import { inputsOf, OPTIONS, resolved, rowsOf, specOf } from "./sample-csv.ts";

/** The full campaign: CSV_MUTANTS=10000. */
const MUTANT_COUNT = Number(process.env.CSV_MUTANTS ?? 3000);

/** A text that is no number, word for nothing or the like, with all that has to be quoted. */
const word = fc
  .stringMatching(/^[A-Za-zé ,;"\n]{0,6}$/)
  .map((text) => `t${text}t`.replaceAll("\r", ""));
const number = fc.oneof(
  fc.integer({ min: -1000, max: 1000 }),
  fc.float({ noNaN: true, noDefaultInfinity: true }),
  fc.double({ min: -1e30, max: 1e30, noNaN: true }),
);

interface Table {
  readonly numbers: number[][];
  readonly words: string[][];
  readonly targets: number[];
}

/** As many rows of each. */
const table: fc.Arbitrary<Table> = fc.integer({ min: 2, max: 12 }).chain((rows) => {
  const column = <T>(cell: fc.Arbitrary<T>) => fc.array(cell, { minLength: rows, maxLength: rows });
  return fc.record({
    numbers: fc.array(column(number), { minLength: 1, maxLength: 4 }),
    words: fc.array(column(word), { minLength: 0, maxLength: 3 }),
    targets: column(number),
  });
});

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

/** Numbers before texts, the target last. */
function csvOf({ numbers, words, targets }: Table, delimiter = ","): string {
  const names = [...numbers.map((_, n) => `n${n}`), ...words.map((_, n) => `w${n}`), "y"];
  const rows = targets.map((target, row) => [
    ...numbers.map((column) => String(column[row])),
    ...words.map((column) => quoted(column[row]!)),
    String(target),
  ]);
  return [names, ...rows].map((cells) => `${cells.join(delimiter)}\n`).join("");
}

describe("of any table", () => {
  test("numbers survive to the float32, and a text's inputs sum to 1 at its place", async () => {
    await fc.assert(
      fc.asyncProperty(table, fc.constantFrom(",", ";", "\t"), async (given, delimiter) => {
        const dataset = await rowsOf(csvOf(given, delimiter));
        const sorted = given.words.map((column) => [...new Set(column)].sort());
        for (const row of given.targets.keys()) {
          const expected = [
            ...given.numbers.map((column) => Math.fround(column[row]!)),
            ...given.words.flatMap((column, index) =>
              sorted[index]!.map((text) => (text === column[row] ? 1 : 0)),
            ),
          ];
          expect(inputsOf(dataset, row).map(plain)).toEqual(expected.map(plain));
          const target = Math.fround(given.targets[row]!);
          expect(plain(dataset.targets[row]!)).toBe(plain(target));
        }
      }),
    );
  });

  test("a shuffle is NumPy's permutation of the rows", async () => {
    await fc.assert(
      fc.asyncProperty(table, fc.nat(2 ** 32 - 1), async (given, shuffle) => {
        const [inOrder, shuffled] = [
          await rowsOf(csvOf(given)),
          await rowsOf(csvOf(given), { shuffle }),
        ];
        const order = numpyRandom(shuffle).permutation(given.targets.length);
        for (const [place, row] of order.entries()) {
          expect(inputsOf(shuffled, place)).toEqual(inputsOf(inOrder, row));
          expect(shuffled.targets[place]).toBe(inOrder.targets[row]);
        }
      }),
    );
  });

  test("standardized columns have mean 0 and deviation 1, or are zeros", async () => {
    const options = { standardize: true, validation: 0.3 };
    await fc.assert(
      fc.asyncProperty(table, fc.nat(1000), async (given, shuffle) => {
        const dataset = await rowsOf(csvOf(given), { ...options, shuffle });
        const { trainRowCount } = splitRows(dataset.rowCount, options.validation, 0);
        const rows = Array.from({ length: trainRowCount }, (_, row) => inputsOf(dataset, row));
        for (const column of given.numbers.keys()) {
          const values = rows.map((row) => row[column]!);
          const mean = values.reduce((sum, value) => sum + value, 0) / trainRowCount;
          const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
          const sd = Math.sqrt(squares / trainRowCount);
          expect(Math.abs(mean)).toBeLessThan(1e-5);
          expect(values.every((value) => value === 0) || Math.abs(sd - 1) < 1e-5).toBe(true);
        }
      }),
    );
  });

  test("the spec tells the shapes that the rows then have", async () => {
    await fc.assert(
      fc.asyncProperty(table, async (given) => {
        const [spec, dataset] = [await specOf(csvOf(given)), await rowsOf(csvOf(given))];
        const { rowCount, inputShape, targetShape } = tableShapes(spec);
        expect({ rowCount, inputShape, targetShape }).toEqual({
          rowCount: dataset.rowCount,
          inputShape: dataset.inputShape,
          targetShape: dataset.targetShape,
        });
        expect(dataset.inputs).toHaveLength(rowCount * inputShape[0]!);
      }),
    );
  });
});

/** -0 in a file is -0 in a row; a decimal text of it may be 0. */
function plain(value: number): number {
  return value + 0;
}

const SEEDS = [
  "x,town,y\n1,Ulm,2\n2.5,Bonn,3\n-3e2,Ulm,4\n",
  'x;"to;wn";y\r\n1;"Ulm ""am"" See";0\r\n2;"B\nonn";1\r\n',
  "\uFEFFx\ty\n0.5\t1\n+.5\t0\n",
  "a,b,c,d,y\n1,2,3,4,yes\n5,6,7,8,no\n9,0,1,2,yes\n\n",
];

/** One change to the bytes of a file. */
type Mutation = (bytes: Buffer) => Buffer;
const LIVELY = [...'",;\t\r\n \0.+-eE0?'].map((c) => c.charCodeAt(0)).concat(0xff, 0xc3, 0xef);
const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.tuple(fc.nat(), fc.oneof(fc.nat(255), fc.constantFrom(...LIVELY))).map(([at, byte]) => {
    return (bytes: Buffer) => {
      const changed = Buffer.from(bytes);
      if (changed.length > 0) changed[at % changed.length] = byte;
      return changed;
    };
  }),
  fc.tuple(fc.nat(), fc.constantFrom(...LIVELY)).map(([at, byte]) => (bytes: Buffer) => {
    const place = at % (bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, place), Buffer.of(byte), bytes.subarray(place)]);
  }),
  fc.tuple(fc.nat(), fc.integer({ min: 1, max: 20 })).map(([at, count]) => (bytes: Buffer) => {
    const place = at % (bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, place), bytes.subarray(place + count)]);
  }),
  fc.tuple(fc.nat(), fc.integer({ min: 1, max: 20 })).map(([at, count]) => (bytes: Buffer) => {
    const place = at % (bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, place + count), bytes.subarray(place)]);
  }),
);

const PLACE = /^my\.csv:[1-9]\d*:[1-9]\d*: (quotes: |[^\n]+, got )[^\n]+\n {2}\d+ \| /;

test(`${MUTANT_COUNT} mutants of valid files are rows or an error with a line`, async () => {
  let [rowCount, errorCount, problemCount] = [0, 0, 0];
  const mutant = fc
    .tuple(fc.constantFrom(...SEEDS), fc.array(mutation, { minLength: 1, maxLength: 4 }))
    .map(([seed, changes]) => {
      return changes.reduce<Buffer>((bytes, change) => change(bytes), Buffer.from(seed));
    });
  await fc.assert(
    fc.asyncProperty(mutant, fc.boolean(), async (bytes, standardize) => {
      const options = { ...OPTIONS, standardize, shuffle: 1, validation: 0.3 };
      try {
        const found = await resolved(bytes, options);
        if (found.problems) {
          problemCount++;
          for (const { key, rule } of found.problems) expect([key.length > 0, rule]).toBeTruthy();
          return;
        }
        const dataset = await makeTableRows(found.spec, readCsvCells(decodeCsv(bytes, "my.csv")));
        const { inputShape, targetShape, rowCount: count } = tableShapes(found.spec);
        expect(dataset.inputs).toHaveLength(count * inputShape[0]!);
        expect(dataset.targets).toHaveLength(count * targetShape[0]!);
        expect([...dataset.inputs, ...dataset.targets].every(Number.isFinite)).toBe(true);
        rowCount++;
      } catch (error) {
        if (!(error instanceof SweepError)) throw error;
        expect(error.code).toBe("CONFIG_INVALID");
        expect(error.message).toMatch(PLACE);
        expect(error.message).not.toMatch(/^ +at |undefined|\[object/m);
        errorCount++;
      }
    }),
    { numRuns: MUTANT_COUNT },
  );
  // All three ways were gone.
  expect(Math.min(rowCount, errorCount, problemCount)).toBeGreaterThan(MUTANT_COUNT / 50);
  expect(Object.keys(Object.prototype)).toEqual([]);
});
