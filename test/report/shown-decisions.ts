import { renderHtml } from "../../src/report/html.ts";
import { renderMarkdown } from "../../src/report/markdown.ts";
import { renderText } from "../../src/report/text.ts";
import type { Summary } from "../../src/stats/summary.ts";

// What reports show of each comparison, read from their texts again. Names are single words.

export interface ShownDecision {
  readonly candidate: string;
  readonly verdict: string;
  /** as shown; NaN where there is no interval */
  readonly low: number;
  readonly high: number;
}

export function decisionsInText(summary: Summary): ShownDecision[] {
  const lines = renderText(summary, { width: 100 }).split("\n");
  const start = lines.findIndex((line) => / verdict\b/.test(line) && / interval\b/.test(line));
  if (start >= 0) {
    const titles = cellsOf(lines[start]!);
    const isRanked = titles[0] === "rank";
    const rows = lines.slice(start + 1).map(cellsOf);
    const end = rows.findIndex((cells) => cells.length < titles.length - 2);
    return rows.slice(0, end < 0 ? undefined : end).flatMap((cells) => {
      // Names have no title.
      const [name, numbers] = isRanked ? [cells[1]!, cells.slice(1)] : [cells[0]!, cells];
      return decisionOf([isRanked ? titles : ["", ...titles], numbers], name.split(" ").at(-1)!);
    });
  }
  const whole = lines.join("\n").replace(/\n +/g, " ");
  const sentences = whole.matchAll(/^([A-Z]{5,}) {1,2}(.*)$/gm);
  return said(
    summary,
    [...sentences].map(([, word, sentence]) => [word!.toLowerCase(), sentence!]),
  );
}

export function decisionsInMarkdown(summary: Summary): ShownDecision[] {
  const text = renderMarkdown(summary);
  const sentences = [...text.matchAll(/^\*\*([a-z]+)\*\*: (.*)\.$/gm)];
  if (sentences.length > 0) {
    return said(
      summary,
      sentences.map(([, word, sentence]) => [word!, sentence!]),
    );
  }
  const table = text.split("\n").filter((line) => line.startsWith("|"));
  const rows = table.map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  const start = rows.findIndex((cells) => cells.includes("verdict"));
  const titles = rows[start] ?? [];
  return rows.slice(start + 2).flatMap((cells) => {
    const name = cells[titles.indexOf("variant")] ?? cells[0]!.split(" ")[0]!;
    return decisionOf([titles, cells], name);
  });
}

export async function decisionsInHtml(summary: Summary): Promise<ShownDecision[]> {
  // Pictures of curves would take most of the time.
  const variants = summary.variants.map((variant) => ({ ...variant, curve: [] }));
  const bare = { ...summary, variants };
  const text = await renderHtml(bare, { command: "", config: "", version: "" });
  const cards = [...text.matchAll(/<p class="word">(\w+)<\/p>\s*<h2>(.*?)<\/h2>\s*(.*?)<\/p>/gs)];
  if (cards.length > 0) {
    return said(
      summary,
      cards.map(([, word, , grounds]) => [word!, grounds!]),
    );
  }
  const table = /<h2>Variants, best first<\/h2>.*?<\/table>/s.exec(text)?.[0] ?? "";
  const titles = [...table.matchAll(/<th scope="col"[^>]*>(.*?)<\/th>/g)].map(
    ([, title]) => title!,
  );
  return [...table.matchAll(/<tr>(<td>.*?)<\/tr>/gs)].flatMap(([, row]) => {
    const cells = [...row!.matchAll(/<t[dh][^>]*>(.*?)<\/t[dh]>/gs)].map(([, cell]) =>
      cell!.replace(/<[^>]*>/g, ""),
    );
    return decisionOf([titles, cells], cells[titles.indexOf("variant")]!);
  });
}

function cellsOf(line: string): string[] {
  return line.trim().split(/ {2,}/);
}

/** Of a table's row; none where it is the baseline's. */
function decisionOf([titles, cells]: [string[], string[]], candidate: string): ShownDecision[] {
  const cell = (title: string) => cells[titles.indexOf(title)] ?? "";
  // The baseline's row has neither difference nor ends.
  if (cells.at(-1) === "baseline") return [];
  const verdict = cell("verdict");
  const interval = cell(titles.find((title) => title.endsWith("interval")) ?? "");
  const [low = "", high = ""] = interval.replace(/ \(.*\)$/, "").split(" to ");
  return [{ candidate, verdict, low: numberOf(low), high: numberOf(high) }];
}

/** Sentences in the order of the comparisons: one that is lower has its ends turned. */
function said({ comparisons }: Summary, verdicts: [word: string, sentence: string][]) {
  return verdicts.map(([verdict, sentence], index): ShownDecision => {
    const ends = / interval (\S+) to ([^\s;,)]+)/.exec(sentence);
    const [low, high] = [numberOf(ends?.[1] ?? ""), numberOf(ends?.[2] ?? "")];
    const turned = / lower by |% lower /.test(sentence)
      ? { low: -high, high: -low }
      : { low, high };
    return { candidate: comparisons[index]?.candidate ?? "", verdict, ...turned };
  });
}

function numberOf(text: string): number {
  if (text === "" || text === "–") return Number.NaN;
  return Number(text.replace("%", "").replace("∞", "Infinity"));
}
