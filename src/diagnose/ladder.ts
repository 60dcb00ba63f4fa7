import type { Comparison } from "../stats/comparison.ts";
import type { Interval } from "../stats/interval.ts";

/** One change on the way from one variant to another, and what it did. */
export interface LadderRung {
  /** as the config spells it */
  readonly change: string;
  readonly from: unknown;
  readonly to: unknown;
  /** of the metric, with this change made minus without it; null where no pair has values */
  readonly difference: number | null;
  readonly interval: Interval | null;
  /** of the whole gap, signed; null where there is none */
  readonly share: number | null;
}

/** Which change carries the gap between two variants. */
export interface LadderResult {
  readonly a: string;
  readonly b: string;
  readonly metric: string;
  readonly seedCount: number;
  readonly rungs: readonly LadderRung[];
  readonly gap: Pick<LadderRung, "difference" | "interval">;
  /** place of the change that carries the gap; null: no rung's interval leaves out zero */
  readonly carrier: number | null;
  /** that change alone, made to a */
  readonly alone: Pick<LadderRung, "difference" | "interval"> | null;
}

type Step = Pick<Comparison, "difference" | "interval">;

/**
 * The place of the change that carries a gap: of those whose interval leaves out zero the one
 * that moves the metric most.
 */
export function carrierOf(steps: readonly Step[]): number | null {
  const clear = [...steps.entries()].filter(([, { interval }]) => leavesOutZero(interval));
  const most = clear.toSorted(([, x], [, y]) => Math.abs(y.difference!) - Math.abs(x.difference!));
  return most[0]?.[0] ?? null;
}

export function leavesOutZero(interval: Interval | null): boolean {
  return interval !== null && (interval.low > 0 || interval.high < 0);
}

/** A rung's part of the gap. */
export function shareOf({ difference }: Step, { difference: gap }: Step): number | null {
  return difference === null || gap === null || gap === 0 ? null : difference / gap;
}
