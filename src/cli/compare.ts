import type { Argv } from "yargs";
import { SweepError } from "../base/error.ts";
import { renderConfirmation } from "../report/confirmation.ts";
import { renderJson } from "../report/json.ts";
import type { ClaimHistory } from "../stats/claim.ts";
import { type Confirmation, confirm } from "../stats/confirm.ts";
import { pairSummary } from "../stats/pair-summary.ts";
import { seedList } from "../stats/seed-list.ts";
import { openStore } from "../store/open-store.ts";
import { listedSeeds } from "./asked-seeds.ts";
import { type Command, DB_OPTION, ExitCode } from "./command.ts";
import { type AskedOptions, askedFor, withQuestionOptions } from "./question.ts";
import { type RecordedSweep, readRecordedSweep, rememberLook } from "./recorded-sweep.ts";
import { type ShownOptions, show, withShownOptions, writeReport } from "./report.ts";

interface CompareOptions extends AskedOptions, ShownOptions {
  db: string;
  a: string;
  b: string;
  confirm?: string | undefined;
}

/** One pair in full. */
export const compareCommand: Command<CompareOptions> = {
  usage: "compare <a> <b>",
  summary: "variant A against variant B in full; --confirm tests a claim on fresh seeds",
  example: "sweep compare last-id-7 last-id-303 --confirm 11..60",
  options: (yargs: Argv) =>
    withShownOptions(
      withQuestionOptions(
        yargs
          .positional("a", { type: "string", demandOption: true, describe: "the candidate" })
          .positional("b", { type: "string", demandOption: true, describe: "the baseline" }),
      ).options({
        ...DB_OPTION,
        sweep: { type: "string", describe: "default: the sweep run last", requiresArg: true },
        confirm: {
          type: "string",
          describe: "seeds, or how many of those beyond the claim, to test the claim on",
          requiresArg: true,
        },
      }),
    ) as unknown as Argv<CompareOptions>,

  async run(options, io, typed) {
    const store = openStore(options.db, "read");
    try {
      const sweep = readRecordedSweep(store, options.sweep);
      const asked = askedFor(sweep.asked, options);
      const pair = { candidate: options.a, baseline: options.b };
      if (options.confirm !== undefined) {
        const seeds = freshSeeds(options.confirm, sweep);
        const confirmation = confirm(sweep.runs, asked, pair, seeds);
        const text = shownConfirmation(confirmation, options);
        if (options.out === undefined) io.out(text);
        else writeReport(options.out, text);
        rememberLook(options.db, sweep, confirmation.confirmation, "confirm");
        return ExitCode.ok;
      }
      const summary = pairSummary(sweep.runs, asked, pair);
      await show(summary, options, { io, typed, config: sweep.record.config });
      const problem = rememberLook(options.db, sweep, summary, "compare");
      if (problem !== undefined) io.talk(`warning: ${problem}\n`);
      return ExitCode.ok;
    } finally {
      store.close();
    }
  },
};

function shownConfirmation(confirmation: Confirmation, { json, format }: ShownOptions): string {
  if (format === "html" || format === "markdown") {
    throw new SweepError("USAGE", `--confirm: prints text or JSON, got --format ${format}`);
  }
  return json || format === "json" ? renderJson(confirmation) : renderConfirmation(confirmation);
}

const EXAMPLE = "for example --confirm 11..60";

/** `11..60` are these seeds; `50` are the first fifty recorded ones that the claim did not have. */
function freshSeeds(text: string, { runs: { history, variants } }: RecordedSweep): number[] {
  if (!/^\d+$/.test(text.trim()))
    return unclaimed(listedSeeds("--confirm", text, EXAMPLE), history);
  if (history === null) {
    const hint = "name the fresh seeds instead, for example --confirm 11..60";
    throw new SweepError("USAGE", `--confirm: a count needs a recorded claim, got ${text}`, hint);
  }
  const claimed = new Set(history.claim.seeds);
  const recorded = new Set(variants.flatMap(({ runs }) => runs.map(({ seed }) => seed)));
  const fresh = [...recorded].filter((seed) => !claimed.has(seed)).sort((a, b) => a - b);
  const count = Number(text);
  if (count >= 1 && fresh.length >= count) return fresh.slice(0, count);
  const rule = `needs ${count} recorded seeds beyond the ${claimed.size} claimed`;
  const hint = `train them first: \`sweep run CONFIG --seeds\` with ${count} more seeds`;
  throw new SweepError("USAGE", `--confirm: ${rule}, got ${fresh.length}`, hint);
}

/** What a claim was made on cannot confirm it. */
function unclaimed(seeds: readonly number[], history: ClaimHistory | null): number[] {
  const claimed = new Set(history?.claim.seeds);
  const stale = seeds.filter((seed) => claimed.has(seed));
  if (stale.length === 0) return [...seeds];
  const got = `${seedList(stale)} of the claim`;
  const hint = "train others first: `sweep run CONFIG --seeds` with more seeds";
  throw new SweepError("USAGE", `--confirm: must be seeds outside the claim, got ${got}`, hint);
}
