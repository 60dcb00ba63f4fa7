import type { Json } from "../base/digest.ts";
import type { ExportedRun } from "./exported-run.ts";
import { floatText } from "./float-text.ts";

/** A run with all that is recorded of it. */
export interface RecordedResult extends ExportedRun {
  readonly sweep: string;
  /** diverged: the first value that is no finite number */
  readonly reason: string | null;
  /** what decided its numbers, but for the seed */
  readonly spec: Json;
  readonly specSha256: string;
  /** of the canonical JSON of `spec` */
  readonly definitionSha256: string;
  readonly seriesSha256: string;
  readonly dataSha256: string | null;
  readonly initialWeightsSha256: string | null;
  readonly initialPredictionsSha256: string | null;
  readonly finalWeightsSha256: string | null;
  readonly durationMs: number | null;
  /** what the L1 and L2 of its last weights add to its loss; null: not known */
  readonly penalty: number | null;
  /** by metric what the best constant answer scores on its rows; null: nobody counted */
  readonly constantScores: Readonly<Record<string, number>> | null;
  readonly environment: Json;
}

/**
 * A run as JSON, for programs. JSON has no not-a-number and no infinities: in `series` they are the
 * strings "NaN", "Infinity" and "-Infinity". All other values bring back their bits, the sign of -0
 * included.
 */
export function runJson({ series, ...run }: RecordedResult): string {
  const rest = JSON.stringify(run, null, 2).replace(/\n\}$/, "");
  const lines = Object.keys(series)
    .sort()
    .map((metric) => {
      const values = Array.from(series[metric]!, valueJson).join(", ");
      return `    ${JSON.stringify(metric)}: [${values}]`;
    });
  return `${rest},\n  "series": {\n${lines.join(",\n")}\n  }\n}\n`;
}

function valueJson(value: number): string {
  return Number.isFinite(value) ? floatText(value) : JSON.stringify(String(value));
}
