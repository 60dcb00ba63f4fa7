import { dirname, isAbsolute, join } from "node:path";
import { SweepError } from "../base/error.ts";
import type { FilePlaces } from "../base/file-places.ts";
import type { Config } from "../config/config.ts";
import { type Ladder, ladderConfig } from "../config/ladder-config.ts";
import { parseConfig } from "../config/parse-config.ts";
import { dataShapes } from "../data/build-dataset.ts";
import type { DataSpec } from "../data/dataset.ts";
import { carrierOf, type LadderResult, shareOf } from "../diagnose/ladder.ts";
import type { EngineName, Plan } from "../plan/run.ts";
import { localDispatcher } from "../run/local/local-dispatcher.ts";
import { moduleAsker } from "../run/modules/ask-modules.ts";
import { type SummaryOptions, type SweepRuns, summarize } from "../stats/summarize.ts";
import { lockStore } from "../store/lock-store.ts";
import { openStore } from "../store/open-store.ts";
import { recordPlan } from "../store/record-plan.ts";
import type { Store } from "../store/store.ts";
import type { Io } from "./command.ts";
import { planConfig, threadCount } from "./load-plan.ts";
import { optionsOfConfig } from "./question.ts";
import { readRecordedSweep } from "./recorded-sweep.ts";
import { resolveModels } from "./resolve-models.ts";
import { trainMissing } from "./run.ts";

/** Two variants of a recorded sweep. */
export interface LadderEnds {
  readonly a: string;
  readonly b: string;
  /** the sweep's config */
  readonly config: string;
  /** the config's file as it was recorded; undefined: it names no files of models */
  readonly configFile: string | undefined;
  readonly data: DataSpec;
  /** places of the sweep's files */
  readonly files: FilePlaces;
  /** to train with */
  readonly seeds: readonly number[];
  readonly engine: EngineName;
}

/**
 * Trains the variants between two, one change after another, as a sweep of their own, and says
 * which change carries the gap. What is recorded already is not trained again.
 *
 * @returns undefined where the user stopped it
 * @throws SweepError USAGE where the two differ in nothing, CONFIG_INVALID where a variant between
 *   them breaks a rule
 */
export async function climbLadder(
  ends: LadderEnds,
  db: string,
  io: Io,
): Promise<LadderResult | undefined> {
  const { a, b, seeds } = ends;
  const ladder = ladderConfig(ends.config, { ...ends, placeOf: placesBeside(ends) });
  const { changes } = ladder;
  if (changes.length === 0) {
    throw new SweepError("USAGE", `--ladder: ${a} and ${b} must differ, got equal definitions`);
  }
  const trained = await train(ladder, ends, db, io);
  if (!trained) return undefined;
  const { runs, asked } = trained;
  const shared = { ...asked, alpha: asked.alpha / changes.length };
  const steps = changes.map((_, index) =>
    compare(runs, shared, ladder.variants[index]!, ladder.variants[index + 1]!),
  );
  const gap = compare(runs, asked, a, b);
  const carrier = carrierOf(steps);
  const isFirst = carrier === null || carrier === 0;
  const alone = isFirst ? null : await trainAlone(carrier, ends, { db, io, alpha: shared.alpha });
  if (alone === undefined) return undefined;
  return {
    ...{ a, b, metric: gap.metric, seedCount: seeds.length, carrier, alone },
    gap: { difference: gap.difference, interval: gap.interval },
    rungs: steps.map(({ difference, interval }, index) => {
      const { path: change, from, to } = changes[index]!;
      return { change, from, to, difference, interval, share: shareOf(steps[index]!, gap) };
    }),
  };
}

/** Files are looked for where the config lay that named them. */
function placesBeside({ configFile }: LadderEnds): (path: string) => string {
  return (path) => {
    if (isAbsolute(path)) return path;
    if (configFile !== undefined) return join(dirname(configFile), path);
    const rule = `must know where ${path} lies, got no record of the config's place`;
    throw new SweepError("USAGE", `--ladder: ${rule}`, "`sweep run CONFIG` records it");
  };
}

/** The change that carries the gap, made to the first variant alone. */
async function trainAlone(
  change: number,
  ends: LadderEnds,
  { db, io, alpha }: { db: string; io: Io; alpha: number },
): Promise<LadderResult["alone"] | undefined> {
  const placeOf = placesBeside(ends);
  const ladder = ladderConfig(ends.config, { ...ends, placeOf, alone: change });
  const trained = await train(ladder, ends, db, io);
  if (!trained) return undefined;
  const { runs, asked } = trained;
  const { difference, interval } = compare(runs, { ...asked, alpha }, ends.a, ladder.alone!);
  return { difference, interval };
}

interface Trained {
  readonly runs: SweepRuns;
  readonly asked: SummaryOptions;
}

/** @returns undefined where the user stopped it */
async function train(
  ladder: Ladder,
  { data, files, seeds, engine }: LadderEnds,
  db: string,
  io: Io,
): Promise<Trained | undefined> {
  const file = `${ladder.name} (between the two)`;
  const config = parseConfig(ladder.text, file);
  const modules = moduleAsker();
  const surroundings = { file, rows: dataShapes(data), modules, recorded: files };
  const models = await resolveModels(config, surroundings).finally(modules.close);
  const resolved = { ...config, data, variants: models.variants };
  const plan = planConfig({ ...resolved, files: { ...files, ...models.files } }, engine, seeds);
  const store = openStore(db, "write");
  let unlock: (() => void) | undefined;
  try {
    unlock = lockStore(db);
    const { stopped, failed } = await trainPlan(store, plan, io);
    if (stopped) return undefined;
    if (failed > 0) throw untrained(failed, ladder.name);
    return { runs: readRecordedSweep(store, ladder.name).runs, asked: askedBy(config, seeds) };
  } finally {
    unlock?.();
    store.close();
  }
}

function askedBy(config: Config, seeds: readonly number[]): SummaryOptions {
  return { ...optionsOfConfig(config, seeds), mode: "fixed" };
}

async function trainPlan(store: Store, plan: Plan, io: Io) {
  const recorded = recordPlan(store, plan, new Date().toISOString());
  const count = recorded.toTrain.length;
  const between = `${plan.variants.length} variants x ${plan.seeds.length} seeds`;
  io.talk(`${plan.sweep}: ${between}, ${count === 0 ? "nothing" : count} to train\n`);
  const dispatcher = localDispatcher();
  const threads = threadCount(undefined);
  return trainMissing({ store, plan, recorded, dispatcher, threads, io }, undefined);
}

function untrained(count: number, sweep: string): SweepError {
  const hint = `sweep status ${sweep} has the reasons`;
  return new SweepError("WORKER_DIED", `--ladder: every run must end, got ${count} failed`, hint);
}

/** One pair alone, so that the error probability is the one given. */
function compare(runs: SweepRuns, asked: SummaryOptions, baseline: string, candidate: string) {
  const variants = runs.variants.filter(({ name }) => name === baseline || name === candidate);
  const { comparisons, metric } = summarize(
    { ...runs, variants, history: null },
    { ...asked, baseline, pairs: "baseline" },
  );
  return { ...comparisons[0]!, metric };
}
