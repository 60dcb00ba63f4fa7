import { askedFor } from "../cli/question.ts";
import { readRecordedSweep, rememberLook } from "../cli/recorded-sweep.ts";
import { summarize } from "../stats/summarize.ts";
import type { Summary } from "../stats/summary.ts";
import { openStore } from "../store/open-store.ts";
import { checkDirection } from "./check-direction.ts";
import { inLibraryWords } from "./library-words.ts";

/** Which sweep, and what is asked otherwise than it was run with. */
export interface ReadReportOptions {
  /** the database's file; default: results/sweeps.db */
  readonly db?: string;
  /** default: the sweep run last */
  readonly sweep?: string;
  readonly metric?: string;
  /** last, best, auc or epoch:N */
  readonly at?: string;
  readonly direction?: "min" | "max";
  readonly baseline?: string;
  /** the least difference that matters, in units of the metric, > 0 */
  readonly margin?: number;
  /** error probability, in (0, 0.5) */
  readonly alpha?: number;
}

/**
 * What is recorded of a sweep, as `sweep report --json` prints it; also while the sweep runs. As
 * there, it is noted in the database that somebody looked at the verdict; where that cannot be
 * written the process warns (`process.on("warning")`).
 *
 * @throws SweepError USAGE where there is no such sweep, metric or variant, STORE_DAMAGED
 */
export function readReport(options: ReadReportOptions = {}): Promise<Summary> {
  const { db = "results/sweeps.db", sweep: name, ...question } = options;
  return inLibraryWords(() => {
    checkDirection(question.direction);
    const store = openStore(db, "read");
    try {
      const sweep = readRecordedSweep(store, name);
      const summary = summarize(sweep.runs, askedFor(sweep.asked, question));
      const problem = rememberLook(db, sweep, summary, "report");
      if (problem !== undefined) process.emitWarning(problem, "SweepWarning");
      return summary;
    } finally {
      store.close();
    }
  });
}
