import { describe, expect, test } from "vitest";
import { renderConfirmation } from "../../src/report/confirmation.ts";
import { besideCell, besideWord, withinSentence } from "../../src/report/headline-warnings.ts";
import { renderHtml } from "../../src/report/html.ts";
import { renderMarkdown } from "../../src/report/markdown.ts";
import { renderText } from "../../src/report/text.ts";
import type { Comparison } from "../../src/stats/comparison.ts";
import type { Summary } from "../../src/stats/summary.ts";
import type { CollapsedWarning, OverfittedWarning, Warning } from "../../src/stats/warning.ts";
import { decided } from "./sample-summary.ts";

const [OFF, ON] = ["with-input-shape", "without-input-shape"];

function overfitted(names: readonly string[], atBest = "undecided"): OverfittedWarning {
  const variants = names.map((variant) => ({ variant, bestEpoch: 3, best: 1, compared: 2 }));
  const values = { verdict: "better", atBest, variants };
  return { code: "overfitted", text: "they overfit", values };
}

function collapsed(livePairs = 4): CollapsedWarning {
  const variants = [{ variant: ON!, seeds: [1, 2, 3], of: 10 }];
  const amongLive = livePairs === 0 ? "invalid" : "worse";
  const values = { verdict: "better", amongLive, livePairs, pairs: 10, variants };
  return { code: "collapsed", text: "some collapsed", values, seeds: [1, 2, 3] };
}

function summaryWith(warnings: readonly Warning[], over: Partial<Comparison> = {}): Summary {
  const [pair] = decided.comparisons;
  return { ...decided, comparisons: [{ ...pair!, warnings, ...over }] };
}

const lineOf = (summary: Summary) => besideWord(summary.comparisons[0]!, summary);

describe("beside the verdict's word stands", () => {
  test("what the best epoch says, and who overfits", () => {
    expect(lineOf(summaryWith([overfitted([OFF!, ON!])]))).toBe(
      " at the last epoch; undecided at the best: both overfit",
    );
    expect(lineOf(summaryWith([overfitted([ON!], "worse")]))).toBe(
      ` at the last epoch; worse at the best: ${ON} overfits`,
    );
    const summary = summaryWith([overfitted([ON!])]);
    expect(lineOf({ ...summary, at: "epoch:7" })).toMatch(/^ at epoch 7; /);
  });
  test("what live pairs say, and how many runs collapsed", () => {
    expect(lineOf(summaryWith([collapsed()]))).toBe(
      ` over all pairs; worse among live pairs: 3 of 10 ${ON} runs collapsed`,
    );
    expect(lineOf(summaryWith([collapsed(0)]))).toContain("; no live pair is left: 3 of 10");
  });
  test("both, where both are so", () => {
    expect(lineOf(summaryWith([collapsed(), overfitted([OFF!, ON!])]))).toBe(
      " at the last epoch; undecided at the best: both overfit; " +
        `worse among live pairs: 3 of 10 ${ON} runs collapsed`,
    );
  });
  test("nothing, where the verdict decides nothing or no such warning is there", () => {
    for (const verdict of ["undecided", "invalid"] as const) {
      expect(lineOf(summaryWith([collapsed(), overfitted([ON!])], { verdict }))).toBe("");
    }
    expect(lineOf(summaryWith([{ code: "skewed", text: "skewed" }]))).toBe("");
  });
});

describe("every report has it in the line of the verdict", () => {
  const summary = summaryWith([overfitted([OFF!, ON!])]);
  const headline = `${ON} is better than ${OFF}`;
  const within = "at the last epoch (undecided at the best: both overfit)";

  test("text and Markdown beside the word", () => {
    expect(renderText(summary).split("\n")).toContain(
      "BETTER at the last epoch; undecided at the best: both overfit",
    );
    expect(renderMarkdown(summary)).toContain(
      `**better at the last epoch; undecided at the best: both overfit**: ${headline}: `,
    );
  });
  test("a page in title and headline", async () => {
    const page = await renderHtml(summary, { command: "", config: "", version: "0" });
    expect(page).toContain(`<h2>${headline} ${within}</h2>`);
    expect(page).toContain(`: ${headline} ${within}</title>`);
  });
  test("a confirmation in its sentence", () => {
    const confirmation = { claim: summary, confirmation: summary, isConfirmed: true };
    const text = renderConfirmation({ ...confirmation, claimSeeds: [1], freshSeeds: [2] });
    expect(text.replace(/\s+/g, " ")).toContain(`${headline} ${within}: val_loss lower`);
  });
  test("a table of many comparisons behind the word", () => {
    const [pair] = summary.comparisons;
    expect(besideCell(pair!)).toBe(" (overfit)");
    expect(besideCell({ ...pair!, warnings: [collapsed(), overfitted([ON!])] })).toBe(
      " (overfit, collapsed)",
    );
    expect(besideCell(decided.comparisons[0]!)).toBe("");
  });
});

test("names with control characters do not reach the line as they are", () => {
  const summary = summaryWith([overfitted(["\u001b[31mred"])]);
  expect(withinSentence(summary.comparisons[0]!, summary)).not.toContain("\u001b");
});

test("collapsed runs that no warning names are named below the table", () => {
  const [off, on] = decided.variants;
  const variants = [off!, { ...on!, collapsed: [2, 3, 7] }];
  const note =
    "collapsed, no better in training than a constant answer: without-input-shape seeds 2, 3, 7";
  const text = (warnings: readonly Warning[]) =>
    renderText({ ...summaryWith(warnings), variants }).replace(/\s+/g, " ");
  expect(text([])).toContain(note);
  expect(text([])).toContain("max collapsed ");
  expect(renderMarkdown({ ...summaryWith([]), variants })).toContain(`${note}.`);
  expect(text([collapsed()])).not.toContain(note);
});
