import { expect, test } from "vitest";
import { renderMarkdown } from "../../src/report/markdown.ts";
import { run, runsOf, summaryOf } from "../stats/runs.ts";

test("names cannot become cells, tags, links or emphasis", () => {
  const name = "a|b<script>[x](y)`*_z\u001b[31m";
  const markdown = renderMarkdown(summaryOf({ [name]: runsOf([1, 2]), b: runsOf([2, 3]) }));
  const row = markdown.split("\n").find((line) => line.startsWith("| a"))!;
  expect(row).toMatch(/^\| a\\\|b\\<script\\>\\\[x\\\]\(y\)\\`\\\*\\_z \| 2 \|/);
});

test("an underscore inside a name stays as it is", () => {
  expect(renderMarkdown(summaryOf({ no_shape: runsOf([1]) }))).toContain("| no_shape | 1 |");
});

test("outcomes have a column as soon as a run had them", () => {
  const done = renderMarkdown(summaryOf({ a: runsOf([1]) }));
  expect(done).toContain("| variant | n | mean |");
  const diverged = renderMarkdown(summaryOf({ a: [run(1, [1], "diverged")] }));
  expect(diverged).toContain("| variant | n | diverged | mean |");
});
