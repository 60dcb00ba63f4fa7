// `npm run calibrate`: how often the verdicts err on real training. Trains what is missing of the
// populations, lets every rule decide on them again and again, prints Markdown tables; with --write
// they replace those of docs/calibration.md, with its picture, the digests and the committed runs.
// Ends with 1 if a promise is broken or the runs are not those of the committed digests.
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { brokenPromises, markdown } from "../simulation/table.ts";
import { comparisons, couplingComparisons } from "./comparisons.ts";
import { COUPLED_SEEDS, coupled, couplingTable } from "./coupling.ts";
import { differentDigests, writeDigests } from "./digests.ts";
import { writeResults } from "./document.ts";
import { loadRule } from "./load-rule.ts";
import { accuracyPopulations, lossPopulations } from "./population-table.ts";
import { scoreAll } from "./score-all.ts";
import { writeSubset } from "./subset.ts";
import { missTable, resultTables, scoredLosses } from "./tables.ts";
import { type TrainedPopulation, trainPopulation } from "./train-populations.ts";

const { values: options } = parseArgs({
  options: {
    // Standard error of a share of 5 %: half a point.
    count: { type: "string", default: "2000" },
    coupled: { type: "boolean", default: false },
    folder: {
      type: "string",
      default: fileURLToPath(new URL("../../results/calibration", import.meta.url)),
    },
    only: { type: "string", default: "" },
    rule: { type: "string" },
    write: { type: "boolean", default: false },
  },
});
const { folder, rule: ruleFile = null } = options;
const request = { count: Number(options.count), ruleFile, talk };
await (options.coupled ? calibrateCoupling() : calibrate());

async function calibrate(): Promise<void> {
  const alone = ruleFile === null ? null : await loadRule(ruleFile);
  const trained = comparisons().filter(isWanted).map(train());
  const scores = await scoreAll(trained, request);
  const tables = resultTables(scores, alone);
  const text = [
    noteOf(trained, request.count),
    lossPopulations(scores.map(({ losses }) => losses)),
    accuracyPopulations(scores.flatMap(({ accuracies }) => accuracies ?? [])),
    ...tables.map(markdown),
  ].join("\n\n");
  process.stdout.write(`${text}\n`);
  if (options.write) {
    await writeResults(text, scoredLosses(scores, alone));
    writeDigests(trained);
    writeSubset(folder);
  }
  fail([
    ...tables.flatMap((table) => brokenPromises(table, 0)).map((one) => `promise broken: ${one}`),
    ...differentDigests(trained),
  ]);
}

function noteOf(trained: readonly TrainedPopulation[], count: number): string {
  const engines = [...new Set(trained.map(({ digests }) => digests.engine))].join(", ");
  const errors = [count, Math.ceil(count / 2)].map((n) => (100 * Math.sqrt(0.0475 / n)).toFixed(1));
  return [
    `Trained with ${engines}. Each rule that is held to a bar decided ${count} times on each comparison, the`,
    `others half as often: standard errors of ${errors.join(" and ")} points where 5 % err.`,
  ].join("\n");
}

async function calibrateCoupling(): Promise<void> {
  const wanted = couplingComparisons().filter(isWanted);
  const plain = await scoreAll(wanted.map(train()), request);
  const others = wanted.map((comparison) => coupled(comparison, folder));
  const withIt = await scoreAll(others.map(train(COUPLED_SEEDS)), request);
  const pairs = plain.map(({ losses }, index) => {
    return { plain: losses, coupled: withIt[index]!.losses };
  });
  const promised = scoredLosses(withIt, null).filter(({ contestant }) => contestant.isPromised);
  const tables = [couplingTable(pairs), missTable("The truth refuted, coupled, %", promised)];
  process.stdout.write(`${tables.map(markdown).join("\n\n")}\n`);
  fail(tables.flatMap((table) => brokenPromises(table, 0)).map((one) => `promise broken: ${one}`));
}

function isWanted({ name }: { readonly name: string }): boolean {
  return new RegExp(options.only).test(name);
}

function train(seeds?: string) {
  const onTraining = (name: string) => talk(`training ${name}`);
  const choice = seeds === undefined ? {} : { seeds };
  return (comparison: TrainedPopulation["comparison"]) =>
    trainPopulation(comparison, { folder, onTraining, ...choice });
}

function fail(problems: readonly string[]): void {
  for (const problem of problems) talk(problem);
  if (problems.length > 0) process.exitCode = 1;
}

function talk(line: string): void {
  process.stderr.write(`${line}\n`);
}
