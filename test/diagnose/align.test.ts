import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { align } from "../../src/diagnose/align.ts";

const same = (x: string, y: string) => x === y;
const alike = (x: string, y: string) => x[0] === y[0];
const aligned = (a: string, b: string) =>
  align(a.split(" ").filter(Boolean), b.split(" ").filter(Boolean), same, alike).map(
    ({ a: x = "-", b: y = "-" }) => `${x}:${y}`,
  );

describe("align", () => {
  test("puts equal items side by side and what is missing alone", () => {
    expect(aligned("d1 o1 d2", "d1 d2")).toEqual(["d1:d1", "o1:-", "d2:d2"]);
    expect(aligned("d1 d2", "d1 n1 d2")).toEqual(["d1:d1", "-:n1", "d2:d2"]);
  });

  test("takes alike items between equal ones for changed", () => {
    expect(aligned("d1 o1 d2", "d1 o9 d2")).toEqual(["d1:d1", "o1:o9", "d2:d2"]);
    expect(aligned("d1", "n1")).toEqual(["d1:-", "-:n1"]);
  });

  test("does not give an equal pair away for two alike ones", () => {
    expect(aligned("d1 d2", "d2 d3")).toEqual(["d1:-", "d2:d2", "-:d3"]);
  });

  const items = fc.array(fc.constantFrom("d1", "d2", "o1", "o2", "n1"), { maxLength: 8 });

  test("keeps every item of both lists, in order", () => {
    fc.assert(
      fc.property(items, items, (a, b) => {
        const rows = align(a, b, same, alike);
        expect(rows.flatMap(({ a: x }) => x ?? [])).toEqual(a);
        expect(rows.flatMap(({ b: y }) => y ?? [])).toEqual(b);
      }),
    );
  });

  test("finds no change between a list and itself, wherever it stands in a longer one", () => {
    fc.assert(
      fc.property(items, items, (a, added) => {
        const rows = align(a, [...added, ...a], same, alike);
        expect(rows.filter(({ a: x, b: y }) => x !== undefined && x === y)).toHaveLength(a.length);
      }),
    );
  });
});
