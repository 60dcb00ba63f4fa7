import { SweepError } from "../base/error.ts";
import { moments } from "./moments.ts";
import type { At, Direction } from "./question.ts";

/**
 * A run's series reduced to one number. `best` passes over epochs that are not finite.
 *
 * @returns null if there is no such epoch or the value is not finite
 */
export function valueAt(series: Float64Array, at: At, direction: Direction): number | null {
  const value = reduced(series, at, direction);
  return value !== undefined && Number.isFinite(value) ? value : null;
}

function reduced(series: Float64Array, at: At, direction: Direction): number | undefined {
  if (at === "last") return series.at(-1);
  if (at === "best") return bestOf(series.filter(Number.isFinite), direction);
  if (at === "auc") return moments([...series]).mean ?? undefined;
  return series[epochOf(at)! - 1];
}

function bestOf(values: Float64Array, direction: Direction): number | undefined {
  if (values.length === 0) return undefined;
  const better = direction === "min" ? Math.min : Math.max;
  return values.reduce((best, value) => better(best, value));
}

/** The N of epoch:N; undefined for the others. */
export function epochOf(at: At): number | undefined {
  return at.startsWith("epoch:") ? Number(at.slice("epoch:".length)) : undefined;
}

/**
 * Reads what a user typed after `--at`.
 *
 * @throws SweepError USAGE if it is none of last, best, auc, epoch:N
 */
export function parseAt(text: string): At {
  if (/^(last|best|auc|epoch:[1-9][0-9]{0,8})$/.test(text)) return text as At;
  throw new SweepError(
    "USAGE",
    `--at: must be last, best, auc or epoch:N with N from 1, got "${text}"`,
    "for example --at epoch:10",
  );
}
