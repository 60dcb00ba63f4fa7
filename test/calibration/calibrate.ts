// `npm run calibrate`: how often the verdicts err on real training. Trains what is missing of the
// populations, lets every rule decide on them again and again, prints Markdown tables. Ends with 1
// if a promise is broken or the runs are not those of the committed digests.
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Piscina } from "piscina";
import { brokenPromises, markdown } from "../simulation/table.ts";
import { comparisons } from "./comparisons.ts";
import { differentDigests, writeDigests } from "./digests.ts";
import { populationTable } from "./population-table.ts";
import { loadRules } from "./rules.ts";
import type { ComparisonScores, ScoringTask } from "./score-comparison.ts";
import { resultTables } from "./tables.ts";
import { type TrainedPopulation, trainPopulation } from "./train-populations.ts";

const FOLDER = fileURLToPath(new URL("../../results/calibration", import.meta.url));
/** Standard error of a share of 5 %: half a point. */
const DECISION_COUNT = 2000;

const { values: options } = parseArgs({
  options: {
    folder: { type: "string", default: FOLDER },
    only: { type: "string", default: "" },
    count: { type: "string", default: String(DECISION_COUNT) },
    rule: { type: "string" },
    write: { type: "boolean", default: false },
  },
});
const ruleFile = options.rule ?? null;
const rules = await loadRules(ruleFile);
const trained = comparisons()
  .filter(({ name }) => new RegExp(options.only).test(name))
  .map((comparison) => {
    const onTraining = (name: string) => talk(`training ${name}`);
    return trainPopulation(comparison, { folder: options.folder, onTraining });
  });
const scores = await scoreAll(trained);
const tables = resultTables(scores, rules);
const losses = scores.map((one) => one.losses);
process.stdout.write(`${[populationTable(losses), ...tables.map(markdown)].join("\n\n")}\n`);
if (options.write) writeDigests(trained);
const broken = tables.flatMap((table) => brokenPromises(table, 0));
for (const problem of [
  ...broken.map((promise) => `promise broken: ${promise}`),
  ...differentDigests(trained),
]) {
  talk(problem);
  process.exitCode = 1;
}

async function scoreAll(all: readonly TrainedPopulation[]): Promise<ComparisonScores[]> {
  const pool = new Piscina({
    filename: fileURLToPath(new URL("score-thread.mjs", import.meta.url)),
    maxThreads: availableParallelism(),
    idleTimeout: Number.POSITIVE_INFINITY,
  });
  const count = Number(options.count);
  const scored = await Promise.all(
    all.map(async ({ comparison, parquet }) => {
      const task: ScoringTask = { comparison, parquet, count, ruleFile };
      const one: ComparisonScores = await pool.run(task, { name: "scoreComparison" });
      talk(`scored ${comparison.name}`);
      return one;
    }),
  );
  await pool.destroy();
  return scored;
}

function talk(line: string): void {
  process.stderr.write(`${line}\n`);
}
