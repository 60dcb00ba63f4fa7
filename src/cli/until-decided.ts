import { countOf } from "../base/count-of.ts";
import { showPlain } from "../base/number.ts";
import { isTied } from "../report/verdict-words.ts";
import { duration } from "../run/progress.ts";
import type { Comparison } from "../stats/comparison.ts";
import { type SummaryOptions, summarize } from "../stats/summarize.ts";
import type { Store } from "../store/store.ts";
import { readRecordedSweep } from "./recorded-sweep.ts";

export interface DecisionWatch {
  /** whether a comparison that the variant takes part in is still undecided */
  isWanted(run: { readonly variant: string }): boolean;
  /** a run has ended, which may decide something */
  onEnd(durationMs: number | null): void;
}

export interface WatchOptions {
  readonly store: Store;
  readonly sweep: string;
  readonly asked: SummaryOptions;
  readonly threads: number;
  readonly say: (text: string) => void;
}

/**
 * Follows a sweep whose seeds end when decided. What is decided follows from the record alone: from
 * complete pairs in the order of their seeds, at the looks of the schedule, whichever run happened
 * to end first.
 */
export function watchDecisions({ store, sweep, asked, threads, say }: WatchOptions): DecisionWatch {
  const durations: number[] = [];
  const told = new Map<string, number>();
  let open: ReadonlySet<string> | undefined;
  const look = () => {
    const { comparisons } = summarize(readRecordedSweep(store, sweep).runs, asked);
    for (const pair of comparisons) {
      const name = `${pair.candidate} / ${pair.baseline}`;
      if (!isLook(pair) || told.get(name) === pair.n) continue;
      say(standing(pair, left));
      told.set(name, pair.n);
    }
    const undecided = comparisons.filter(({ verdict }) => verdict === "undecided");
    return new Set(undecided.flatMap(({ baseline, candidate }) => [baseline, candidate]));
  };
  /** Two runs a seed. */
  const left = (seeds: number) => {
    const mean = durations.reduce((sum, ms) => sum + ms, 0) / Math.max(1, durations.length);
    return duration((2 * seeds * mean) / threads);
  };
  return {
    isWanted({ variant }) {
      open ??= look();
      return open.has(variant);
    },
    onEnd(durationMs) {
      if (durationMs !== null) durations.push(durationMs);
      open = undefined;
    },
  };
}

/** Whether its pairs reach a look of the schedule, with something to tell of it. */
function isLook(pair: Comparison): boolean {
  return pair.interval !== null || (isTied(pair) && pair.method !== "none");
}

/** "look at 8 pairs: wide undecided, -0.01 (-0.03 to 0.01); about 9 more seeds, 5 s". */
function standing(pair: Comparison, left: (seeds: number) => string): string {
  const { interval, moreSeeds, verdict } = pair;
  const look = `look at ${pair.n} pairs: ${pair.candidate} ${verdict}`;
  if (isTied(pair)) return `${look}, equal on every seed so far`;
  const ends = interval && ` (${showPlain(interval.low)} to ${showPlain(interval.high)})`;
  const more =
    verdict !== "undecided"
      ? ""
      : moreSeeds === null
        ? "; at this spread probably more than the budget"
        : `; about ${countOf(moreSeeds, "more seed")}, ${left(moreSeeds)}`;
  const where = `${showPlain(pair.difference ?? 0)}${ends ?? ""}`;
  return `${look}, ${where}${more}`;
}
