import { describe, expect, test } from "vitest";
import { renderJson } from "../../src/report/json.ts";
import { sampleSummary, USUAL } from "../golden/sample-sweep.ts";
import { run, runsOf, summaryOf } from "../stats/runs.ts";

describe("the report as JSON", () => {
  test("is the summary, every bit of every number", () => {
    const summary = sampleSummary(USUAL);
    expect(JSON.parse(renderJson(summary))).toEqual(summary);
  });
  test("has the contract's fields in the contract's order", () => {
    const { variants, comparisons, ...rest } = JSON.parse(renderJson(sampleSummary(USUAL)));
    expect(Object.keys(rest)).toEqual([
      "sweep",
      "engine",
      ...["metric", "at", "direction", "baseline", "pairs", "alpha", "margin", "mode", "scale"],
      ...[
        "looks",
        "failureValue",
        "comparisonCount",
        "claim",
        "variance",
        "failures",
        "environments",
        "warnings",
      ],
    ]);
    expect(Object.keys(variants[0])).toEqual([
      "name",
      "n",
      "diverged",
      "failed",
      "pending",
      "mean",
      "sd",
      "median",
      "min",
      "max",
      ...["rank", "constant", "collapsed", "overfit"],
      "runs",
      "curve",
    ]);
    expect(Object.keys(comparisons[0])).toEqual([
      "baseline",
      "candidate",
      "paired",
      ...["n", "verdict", "difference", "differenceSd", "linearDifference"],
      ...["relativeDifference", "interval"],
      ...["equivalence", "pValue", "adjustedPValue", "method", "effect", "wins", "losses", "ties"],
      ...["divergedAlone", "correlation", "moreSeeds", "companions", "luckyPair", "warnings"],
    ]);
  });
  test("has null for numbers that do not exist", () => {
    const { variants } = JSON.parse(renderJson(summaryOf({ a: [run(1, [Number.NaN])] })));
    expect(variants[0]).toMatchObject({
      n: 0,
      mean: null,
      curve: [{ epoch: 1, n: 0, mean: null }],
    });
  });
  test("keeps every character of a name but shows none that a terminal would obey", () => {
    const name = "\u001b[31m\u009b31m\u2028";
    const json = renderJson(summaryOf({ [name]: runsOf([1]) }));
    expect(json.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Zl}]/u);
    expect(JSON.parse(json).variants[0].name).toBe(name);
  });
});
