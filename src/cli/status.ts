import type { Argv } from "yargs";
import { findSweep } from "../store/find-sweep.ts";
import { openStore } from "../store/open-store.ts";
import { runStates, type VariantStates } from "../store/read-states.ts";
import { type Command, DB_OPTION, ExitCode, JSON_OPTION } from "./command.ts";

interface StatusOptions {
  sweep?: string | undefined;
  db: string;
  json: boolean;
}

/** Says how far a sweep is; reads only, so it is safe beside a sweep that runs. */
export const statusCommand: Command<StatusOptions> = {
  usage: "status [sweep]",
  summary: "per variant: done, diverged, failed, running, to do",
  example: "sweep status input-shape",
  options: (yargs: Argv) =>
    yargs.positional("sweep", { type: "string", describe: "default: the sweep run last" }).options({
      ...DB_OPTION,
      ...JSON_OPTION,
    }) as unknown as Argv<StatusOptions>,

  async run(options, io) {
    const store = openStore(options.db, "read");
    try {
      const sweep = findSweep(store, options.sweep);
      const variants = runStates(store, sweep);
      const data = { sweep: sweep.name, lastRunAt: sweep.lastRunAt, variants };
      io.out(options.json ? `${JSON.stringify(data, null, 2)}\n` : describe(sweep.name, variants));
      return ExitCode.ok;
    } finally {
      store.close();
    }
  },
};

const COLUMNS = ["done", "diverged", "failed", "running", "pending"] as const;
const HEADINGS = ["done", "diverged", "failed", "running", "to do"];

function describe(sweep: string, variants: readonly VariantStates[]): string {
  const width = Math.max("variant".length, ...variants.map(({ variant }) => variant.length));
  const row = (name: string, cells: readonly (string | number)[]) =>
    name.padEnd(width) + cells.map((cell) => String(cell).padStart(10)).join("");
  const lines = [
    sweep,
    "",
    row("variant", HEADINGS),
    ...variants.map(({ variant, counts }) =>
      row(
        variant,
        COLUMNS.map((state) => counts[state]),
      ),
    ),
  ];
  const problems = variants.flatMap(({ variant, problems: found }) =>
    found.map(({ seed, state, reason }) => `${variant} seed ${seed} ${state}: ${reason}`),
  );
  return `${[...lines, ...(problems.length > 0 ? ["", ...problems] : [])].join("\n")}\n`;
}
