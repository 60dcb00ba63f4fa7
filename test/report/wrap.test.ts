import { expect, test } from "vitest";
import { alignColumns } from "../../src/report/table.ts";
import { wrap } from "../../src/report/wrap.ts";

test("a sentence that fits stays on its line", () => {
  expect(wrap("one two; three", 14)).toEqual(["one two; three"]);
});
test("a long sentence breaks after a clause before it breaks inside one", () => {
  expect(wrap("one two; three four", 16, " ")).toEqual([" one two;", "   three four"]);
});
test("a clause longer than a line breaks after a comma before it breaks anywhere", () => {
  expect(wrap("lower in 10, higher in 0", 16)).toEqual(["lower in 10,", "  higher in 0"]);
});
test("a clause longer than a line breaks between words, a word longer than a line nowhere", () => {
  expect(wrap("one two three extraordinarily", 10)).toEqual([
    "one two",
    "  three",
    "  extraordinarily",
  ]);
});
test("a table closes its gaps before it drops a column, and drops the least wanted first", () => {
  const column = (title: string, dropOrder: number) =>
    ({ title, align: "right", cells: ["123"], dropOrder }) as const;
  const columns = [column("a", 0), column("b", 1), column("c", 2)];
  const same = (text: string) => text;
  expect(alignColumns(columns, 17, same)[1]).toBe("  123   123   123");
  expect(alignColumns(columns, 16, same)[1]).toBe("  123  123  123");
  expect(alignColumns(columns, 14, same)).toEqual(["    a     b", "  123   123"]);
  expect(alignColumns(columns, 1, same)).toEqual(["    a", "  123"]);
});
