import { describe, expect, test } from "vitest";
import { renderHtml } from "../../src/report/html.ts";
import { Html, html } from "../../src/report/html-template.ts";
import type { Summary } from "../../src/stats/summary.ts";
import { ALL_SUMMARIES, decided, diverged, empty, hostile, several } from "./sample-summary.ts";

const OPTIONS = {
  command: "sweep report 'a & b' --format html",
  version: "1.2.3",
  config: "name: <b>",
};
const page = (summary: Summary) => renderHtml(summary, OPTIONS);

describe.each(Object.keys(ALL_SUMMARIES))("the page of %s", async (name) => {
  const text = await page(ALL_SUMMARIES[name]!);

  test("closes every element it opens", () => {
    expect(unbalanced(text)).toEqual([]);
  });
  test("asks for nothing outside itself", () => {
    const withoutNames = text.replaceAll('xmlns="http://www.w3.org/2000/svg"', "");
    const shown =
      name === "hostile" ? withoutNames.replaceAll("http://evil.example", "") : withoutNames;
    expect(shown).not.toMatch(
      /https?:|\/\/[a-z]|url\(|@import|<script|<link (?!rel="icon" href="data:,")/i,
    );
  });
  test("gives every id once, and refers to none that is missing", () => {
    const ids = [...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id!);
    const referred = [...text.matchAll(/ aria-\w+by="([^"]+)"/g)].map(([, id]) => id!);
    expect(new Set(ids).size).toBe(ids.length);
    expect(referred.filter((id) => !ids.includes(id))).toEqual([]);
  });
  test("shows no number that is none", () => {
    expect(text.replaceAll("loss is NaN", "")).not.toMatch(/NaN|undefined|\[object/);
  });
  test("is the same every time", async () => {
    expect(await page(ALL_SUMMARIES[name]!)).toBe(text);
  });
});

describe("what users named", () => {
  test("stays text: no markup of theirs gets into the page", async () => {
    const text = await page(hostile);
    expect(text).not.toMatch(/<(script|img|b|i|u|key|value|now)[ >]/i);
    expect(text).toContain("&lt;script&gt;alert(");
    expect(text).not.toContain("\u001b");
    expect(text).not.toContain("\u202e");
    expect(text).toContain("&lt;img src=http://evil.example/x onerror=alert(1)&gt;");
  });
  test("is escaped wherever a template has a place for it", () => {
    const evil = `"><b>'&`;
    expect(html`<p title="${evil}">${[evil]}${null}${1}</p>`.text).toBe(
      '<p title="&quot;&gt;&lt;b&gt;&#39;&amp;">&quot;&gt;&lt;b&gt;&#39;&amp;1</p>',
    );
    expect(html`${new Html("<hr>")}`.text).toBe("<hr>");
  });
});

describe("the page", () => {
  test("has a card for each comparison of few variants, and a ranked table of more", async () => {
    const [few, many] = [await page(decided), await page(several)];
    expect(few).toContain('<p class="word">better</p>');
    expect(few).not.toContain("best first");
    expect(many).not.toContain('<p class="word">');
    expect(many.match(/<td class="outcome \w+">\w+/g)).toHaveLength(several.variants.length);
    expect(many).toContain("intervals for all 4 comparisons together; rank: 95% for all together");
  });
  test("begins with the verdict, then tells what to be careful about", async () => {
    const text = await page(decided);
    const order = [
      ...["<h1>input-shape", "without-input-shape is better", "One run of each", "Be careful"],
      ...["Variants", "val_loss per epoch", "without-input-shape minus with-input-shape"],
      ...[
        "claimed beforehand",
        "runs were trained",
        "Methods",
        "All values",
        "sweep report &#39;a",
      ],
    ].map((piece) => text.indexOf(piece, text.indexOf("<main>")));
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(order).not.toContain(-1);
  });
  test("has a section for what does not happen only if it did", async () => {
    expect(await page(decided)).not.toContain("Runs without a result");
    expect(await page(diverged)).toContain("Runs without a result");
    expect(await page(diverged)).toContain("loss is NaN in epoch 4");
    expect(await page(decided)).not.toContain("Where the spread comes from");
    expect(await page(several)).toContain("Where the spread comes from");
  });
  test("says so where there is nothing to compare", async () => {
    expect(await page(empty)).toContain("No two variants with runs to compare");
  });
  test("holds every value with all its digits", async () => {
    const text = await page({
      ...decided,
      variants: [{ ...decided.variants[0]!, runs: [{ seed: 1, state: "done", value: 0.1 + 0.2 }] }],
    });
    expect(text).toContain("<td>0.30000000000000004</td>");
  });
  test("gives every table a caption and every header its scope", async () => {
    const text = await page(several);
    expect(text.match(/<table>/g)!.length).toBe(text.match(/<caption>/g)!.length);
    expect(text).not.toMatch(/<th(?! scope=)[ >]/);
  });
});

const VOID = new Set(["meta", "link"]);

/** Elements closed in another order than opened. Quoted attributes of ours hold no "<" or ">". */
function unbalanced(text: string): string[] {
  const open: string[] = [];
  const wrong: string[] = [];
  const body = text.replace(/<style>[\s\S]*?<\/style>/g, "");
  for (const [, close, name, rest] of body.matchAll(/<(\/?)([a-zA-Z][\w-]*)([^<>]*)>/g)) {
    if (close === "/") {
      if (open.pop() !== name) wrong.push(`</${name}>`);
    } else if (!VOID.has(name!) && !rest!.endsWith("/")) open.push(name!);
  }
  return [...wrong, ...open];
}

test("the command and the sweep's file keep their lines, and are text", async () => {
  const options = { ...OPTIONS, command: "first\nsecond", config: "name: <b>\nseeds: 1..3\n" };
  const text = await renderHtml(decided, options);
  expect(text).toContain("<pre><code>first\nsecond\n</code></pre>");
  expect(text).toContain("name: &lt;b&gt;\nseeds: 1..3\n");
});
