import type { Argv } from "yargs";
import { SweepError } from "../base/error.ts";
import { renderJson } from "../report/json.ts";
import { claimCaveat, verdictSentence } from "../report/verdict-words.ts";
import { type GateResult, gate, type Relation } from "../stats/gate.ts";
import { pairSummary } from "../stats/pair-summary.ts";
import { openStore } from "../store/open-store.ts";
import { type Command, DB_OPTION, ExitCode, JSON_OPTION } from "./command.ts";
import { type AskedOptions, askedFor, withQuestionOptions } from "./question.ts";
import { readRecordedSweep, rememberLook } from "./recorded-sweep.ts";

interface GateOptions extends AskedOptions {
  db: string;
  json: boolean;
  claim: string;
}

const EXIT_CODES: Readonly<Record<GateResult, ExitCode>> = {
  holds: ExitCode.ok,
  fails: ExitCode.runsFailed,
  undecided: ExitCode.undecided,
};

/** For CI: whether a claim about two variants holds, as an exit code. */
export const gateCommand: Command<GateOptions> = {
  usage: "gate <claim>",
  summary: "for CI: exit 0 if a claim holds, 1 if it does not, 3 if that is undecided",
  example: 'sweep gate "without-dropout not-worse-than with-dropout" --margin 0.05',
  options: (yargs: Argv) =>
    withQuestionOptions(
      yargs.positional("claim", {
        type: "string",
        demandOption: true,
        describe: '"A better-than B", "A not-worse-than B" or "A equivalent-to B"',
      }),
    ).options({
      ...DB_OPTION,
      ...JSON_OPTION,
      sweep: { type: "string", describe: "default: the sweep run last", requiresArg: true },
    }) as unknown as Argv<GateOptions>,

  async run(options, io) {
    const { candidate, relation, baseline } = parseClaim(options.claim);
    const store = openStore(options.db, "read");
    try {
      const sweep = readRecordedSweep(store, options.sweep);
      const asked = askedFor(sweep.asked, options);
      if (relation !== "better-than" && asked.margin === undefined) throw marginNeeded(relation);
      const summary = pairSummary(sweep.runs, asked, { candidate, baseline });
      const pair = summary.comparisons[0]!;
      const result = gate(pair, relation, summary);
      const departure = claimCaveat(summary);
      const exploratory = departure === null ? "" : " (exploratory)";
      const words = `${result}${exploratory}: ${options.claim}; ${verdictSentence(pair, summary)}`;
      io.out(
        options.json
          ? renderJson({ ...summary, gate: { claim: options.claim, result } })
          : `${words}\n`,
      );
      // In a log of CI the word alone, or a field of the JSON, is passed over.
      if (departure !== null) io.talk(`warning: ${departure}\n`);
      // As JSON they stand beside the comparison.
      if (!options.json) for (const { text } of pair.warnings) io.talk(`caveat: ${text}\n`);
      const problem = rememberLook(options.db, sweep, summary, "gate");
      if (problem !== undefined) io.talk(`warning: ${problem}\n`);
      return EXIT_CODES[result];
    } finally {
      store.close();
    }
  },
};

const CLAIM = /^\s*(\S.*?)\s+(better-than|not-worse-than|equivalent-to)\s+(\S.*?)\s*$/;

function parseClaim(text: string) {
  const [, candidate, relation, baseline] = CLAIM.exec(text) ?? [];
  if (candidate !== undefined && relation !== undefined && baseline !== undefined) {
    return { candidate, relation: relation as Relation, baseline };
  }
  throw new SweepError(
    "USAGE",
    `sweep gate: must be "A better-than B", "A not-worse-than B" or "A equivalent-to B", ` +
      `got "${text}"`,
    "A and B are variants of the sweep",
  );
}

function marginNeeded(relation: Relation): SweepError {
  const hint = "the least difference that matters, for example --margin 0.05";
  return new SweepError("USAGE", `sweep gate: ${relation} needs a margin, got none`, hint);
}
