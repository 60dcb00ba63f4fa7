import { closestWord } from "../base/closest-word.ts";
import type { Config, Variant } from "./config.ts";
import type { Problem } from "./yaml-source.ts";

const RUN_COUNT_MAX = 100_000;
const TF1_SEED_MAX = 2 ** 31 - 2;

/** The rules that hold between parts of a config, each of which is well-formed by itself. */
export function checkMeaning(config: Config): Problem[] {
  return [
    ...checkSize(config),
    ...checkSeeds(config),
    ...checkData(config),
    ...checkCompare(config),
    ...checkEarlyStopping(config),
  ];
}

function checkSize({ seeds, variants }: Config): Problem[] {
  const runCount = seeds.length * variants.length;
  if (runCount <= RUN_COUNT_MAX) return [];
  return [{ path: ["seeds"], rule: `must make at most ${RUN_COUNT_MAX} runs, not ${runCount}` }];
}

function checkSeeds({ seeds, seeding }: Config): Problem[] {
  if (seeding.rule === "named" || seeds.every((seed) => seed <= TF1_SEED_MAX)) return [];
  return [{ path: ["seeds"], rule: `must be at most 2^31 - 2 with ${seeding.rule}` }];
}

function checkData({ data }: Config): Problem[] {
  const { rows, take = rows, validation } = data;
  if (take > rows) return [{ path: ["data", "take"], rule: `must be at most rows (${rows})` }];
  const trainRowCount = Math.floor(take * (1 - validation));
  if (trainRowCount >= 1 && (validation === 0 || trainRowCount < take)) return [];
  return [{ path: ["data", "validation"], rule: `must leave rows on both sides of ${take}` }];
}

function checkCompare(config: Config): Problem[] {
  const { metric, baseline, at } = config.compare;
  const problems: Problem[] = [];
  if (metric !== undefined) {
    for (const variant of config.variants) {
      problems.push(...checkMetric(metric, recordedMetrics(config, variant), ["compare", "metric"]));
    }
  }
  const names = config.variants.map(({ name }) => name);
  if (baseline !== undefined && !names.includes(baseline)) {
    const rule = "must be the name of a variant";
    problems.push({ path: ["compare", "baseline"], rule, hint: `variants: ${names.join(", ")}` });
  }
  const epoch = at.startsWith("epoch:") ? Number(at.slice("epoch:".length)) : 1;
  const epochs = Math.max(...config.variants.map(({ train }) => train.epochs));
  if (epoch > epochs) {
    problems.push({ path: ["compare", "at"], rule: `must be at most epoch:${epochs}` });
  }
  return problems.filter(isFirstOfItsPath);
}

function isFirstOfItsPath(problem: Problem, index: number, all: readonly Problem[]): boolean {
  return all.findIndex(({ path }) => path.join() === problem.path.join()) === index;
}

function checkEarlyStopping(config: Config): Problem[] {
  const path = ["train", "earlyStopping", "metric"];
  return config.variants
    .flatMap((variant) => {
      const metric = variant.train.earlyStopping?.metric;
      return metric ? checkMetric(metric, recordedMetrics(config, variant), path) : [];
    })
    .filter(isFirstOfItsPath);
}

function checkMetric(metric: string, recorded: string[], path: string[]): Problem[] {
  if (recorded.includes(metric)) return [];
  const meant = closestWord(metric, recorded);
  const hint = meant ? `did you mean "${meant}"?` : `recorded: ${recorded.join(", ")}`;
  return [{ path, rule: "must be a metric that is recorded", hint }];
}

function recordedMetrics({ data }: Config, { train }: Variant): string[] {
  const metrics = ["loss", ...train.metrics];
  return data.validation > 0 ? [...metrics, ...metrics.map((name) => `val_${name}`)] : metrics;
}
