import { lookSentence } from "../report/look-words.ts";
import { duration } from "../run/progress.ts";
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
    const summary = summarize(readRecordedSweep(store, sweep).runs, asked);
    const { comparisons } = summary;
    for (const pair of comparisons) {
      const name = `${pair.candidate} / ${pair.baseline}`;
      const sentence = told.get(name) === pair.n ? null : lookSentence(pair, summary, left);
      if (sentence === null) continue;
      say(sentence);
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
