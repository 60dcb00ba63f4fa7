import { statSync } from "node:fs";
import type { Argv } from "yargs";
import { SweepError } from "../base/error.ts";
import { renderJson } from "../report/json.ts";
import { type MergeOutcome, mergeSource } from "../store/merge/merge-source.ts";
import { readSource } from "../store/merge/read-source.ts";
import { type Command, DB_OPTION, ExitCode, JSON_OPTION } from "./command.ts";
import { withLockedStore } from "./locked-store.ts";
import { renderMergeText } from "./merge-text.ts";

interface MergeOptions {
  file: string[];
  db: string;
  json: boolean;
}

/** Adds other databases to this one; those are only read. */
export const mergeCommand: Command<MergeOptions> = {
  usage: "merge <file..>",
  summary: "add other databases' runs to this one",
  example: "sweep merge laptop.db cluster.db --db all.db",
  options: (yargs: Argv) =>
    yargs
      .positional("file", {
        type: "string",
        array: true,
        demandOption: true,
        describe: "databases of sweep; they are only read",
      })
      .options({ ...DB_OPTION, ...JSON_OPTION }) as unknown as Argv<MergeOptions>,

  async run({ file: files, db, json }, io) {
    for (const file of files) requireOther(file, db);
    const sources = files.map(readSource); // All are whole before anything is written.
    const merges = withLockedStore(db, (store) => {
      const done: MergeOutcome[] = [];
      for (const source of sources) done.push(mergeSource(store, source));
      return done;
    });
    io.out(json ? renderJson({ db, merges }) : renderMergeText(merges, db, io.columns));
    const findingCount = merges.reduce((sum, { findings }) => sum + findings.length, 0);
    return findingCount === 0 ? ExitCode.ok : ExitCode.integrity;
  },
};

/** @throws SweepError USAGE where both names are of one file */
function requireOther(file: string, db: string): void {
  const [source, target] = [file, db].map((path) => statSync(path, { throwIfNoEntry: false }));
  if (source === undefined || target === undefined) return;
  if (source.ino !== target.ino || source.dev !== target.dev) return;
  const message = `${file}: must be another database than --db, got the same file`;
  throw new SweepError("USAGE", message, "--db FILE says which one the others are added to");
}
