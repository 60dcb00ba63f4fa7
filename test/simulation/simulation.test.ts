import { describe, expect, test } from "vitest";
import { TABLES } from "./document.ts";
import { LAWS, normalsOf, sample, sampleCurves } from "./laws.ts";
import { QUESTIONS } from "./questions.ts";
import { brokenPromises, markdown, simulated, type Table } from "./table.ts";

// `npm run simulate` in small. A cell may miss its promise by three binomial standard errors: with
// 2000 repetitions at 5 %, by 1.5 points. Seeded, so what passes once passes always.

const STANDARD_ERRORS = 3;
const REPETITIONS: Readonly<Record<string, number>> = {
  ...{ "type one": 2000, coverage: 400, "false equivalence": 400, variants: 120 },
  ...{ "log scale": 400, ties: 200, "many variants": 60, "many variants found": 400 },
  ...{ unpaired: 400, curves: 400, aa: 400, power: 100 },
};

const tables = Object.entries(QUESTIONS).map(([name, question]): [string, Table] => {
  return [name, question(REPETITIONS[name]!)];
});

test.each(tables)("%s: no promise is broken by more than chance explains", (_, table) => {
  expect(brokenPromises(table, STANDARD_ERRORS)).toEqual([]);
});

test("t tests after every seed fail where the program's own procedures pass", () => {
  const [naive, ...ours] = tables[0]![1].rows.map(({ cells }) => cells);
  const shares = (row: typeof ours) => row.flatMap((cells) => cells.slice(0, 3));
  expect(Math.min(...shares([naive!]).map(({ share }) => share))).toBeGreaterThan(0.15);
  expect(Math.max(...shares(ours).map(({ share }) => share))).toBeLessThan(0.07);
});

test("a difference of one sd is found by 30 seeds, one of half an sd mostly", () => {
  const power = tables.at(-1)![1].rows.find(({ name }) => name.endsWith("5 to 30"))!;
  const [half, , , whole] = power.cells.map(({ share }) => share);
  expect(whole).toBeGreaterThan(0.95);
  expect(half).toBeGreaterThan(0.42);
  expect(half).toBeLessThan(0.74);
});

test("docs/statistics.md shows these tables, with numbers of its own", () => {
  const withoutNumbers = (text: string) => text.replace(/\(?\b\d+\.\d\b\)?( [\d.]+)?(?= \|)/g, "0");
  expect(withoutNumbers(TABLES.read())).toBe(
    withoutNumbers(tables.map(([, table]) => markdown(table)).join("\n\n")),
  );
});

describe("the laws", () => {
  test.each(LAWS)("$name has mean 0 and sd 1", (law) => {
    const values = sample(law, 200_000, normalsOf(`law, ${law.name}`));
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const square = values.reduce((sum, value) => sum + value ** 2, 0) / values.length;
    expect(Math.abs(mean)).toBeLessThan(3 / Math.sqrt(values.length));
    // The fourth moment of t3 is infinite and that of the lognormal large: no bound but this.
    expect(Math.abs(square - 1)).toBeLessThan(0.1);
  });
  test("all but the last are symmetric", () => {
    const lowerShares = LAWS.map((law) => {
      const values = sample(law, 20_000, normalsOf(`symmetry, ${law.name}`));
      return values.filter((value) => value < 0).length / values.length;
    });
    const lasting = lowerShares.pop()!;
    for (const share of lowerShares) expect(Math.abs(share - 0.5)).toBeLessThan(0.0106);
    // Half a standard normal's sd above its median: P(z < 1/2).
    expect(lasting).toBeCloseTo(0.6915, 2);
  });
  test("curves have the correlation asked for from epoch to epoch", () => {
    const rows = sampleCurves(20_000, 2, 0.95, normalsOf("curve"));
    const product = rows.reduce((sum, [a, b]) => sum + a! * b!, 0) / rows.length;
    expect(product).toBeCloseTo(0.95, 1);
  });
});

test("the same site gives the same numbers, another one others", () => {
  const shareOf = (site: string) => simulated(site, 1000, null, (normal) => normal() > 1).share;
  expect(shareOf("a")).toBe(shareOf("a"));
  expect(shareOf("a")).not.toBe(shareOf("b"));
});

test("a share beyond its promise and its standard errors is named, one within is not", () => {
  const cell = { share: 0.07, standardError: 0.005, promise: { atMost: 0.05 } };
  const table = { title: "Title", columns: ["normal"], rows: [{ name: "row", cells: [cell] }] };
  expect(brokenPromises(table, 3)).toEqual(["Title, row, normal: 7.0 %"]);
  expect(brokenPromises(table, 4)).toEqual([]);
});

test("a table shows shares in percent, those without a promise in parentheses", () => {
  const promised = { share: 0.0512, standardError: 0, promise: { atMost: 0.055 } };
  const free = { share: 0.5, standardError: 0, promise: null, remark: "12" };
  const rows = [{ name: "row", cells: [promised, free] }];
  expect(markdown({ title: "Title", columns: ["a", "b"], rows })).toBe(
    "**Title**\n\n|  | a | b |\n|---|--:|--:|\n| row | 5.1 | (50.0) 12 |",
  );
});
