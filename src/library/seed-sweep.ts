// What `import ... from "seed-sweep"` has, name by name; docs/recipes.md shows how it is used.
export { type ErrorCode, SweepError } from "../base/error.ts";
export { renderText as reportText, type TextOptions } from "../report/text.ts";
export type { Comparison, Verdict } from "../stats/comparison.ts";
export type { Summary, VariantSummary } from "../stats/summary.ts";
export { type CompareOptions, compare, type SeedValues } from "./compare.ts";
export { type ReadReportOptions, readReport } from "./read-report.ts";
export { type RunSweepOptions, runSweep, type SweepProgress } from "./run-sweep.ts";
export type { ConfigPart, SweepConfig, SweepEngine } from "./sweep-config.ts";
