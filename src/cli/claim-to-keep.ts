import { isDeepStrictEqual } from "node:util";
import { SweepError } from "../base/error.ts";
import type { Config } from "../config/config.ts";
import { parseConfig } from "../config/parse-config.ts";
import type { Plan } from "../plan/run.ts";
import type { Question } from "../stats/question.ts";
import { questionOf } from "../stats/summarize.ts";
import { readClaims } from "../store/claims.ts";
import { listSweeps } from "../store/find-sweep.ts";
import type { Store } from "../store/store.ts";
import { optionsOfConfig } from "./question.ts";

/** What a run that asks nothing new goes on with. */
export interface KeptClaim {
  readonly question: Question;
  readonly seeds: readonly number[];
  /** UTC, ISO 8601 */
  readonly madeAt: string;
}

/**
 * The adaptive claim that `sweep run CONFIG` goes on with: the latest about these variants, where
 * the file asks what it asked when it was run last and the command line asks nothing. What such a
 * claim has from the command line, its mode, looks and seeds, then stays.
 *
 * @param seeds as the command line asks for them
 * @returns undefined where there is no such claim
 */
export function claimToKeep(
  store: Store,
  { config, plan }: { readonly config: Config; readonly plan: Plan },
  {
    seeds,
    untilDecided,
  }: { readonly seeds?: unknown; readonly untilDecided?: boolean | undefined },
): KeptClaim | undefined {
  if (seeds !== undefined || untilDecided === true) return undefined;
  const { compare } = config;
  const record = listSweeps(store).find(({ name }) => name === plan.sweep);
  if (record === undefined || !hasSeedsOf(record.config, config)) return undefined;
  const latest = latestClaim(store, plan);
  if (latest === undefined) return undefined;
  const { mode, looks } = latest.question;
  const asked = { ...askedBy(config, plan), mode, looks };
  const scale = compare.scale ?? olderScale(latest, asked.metric) ?? asked.scale;
  if (mode === "fixed" || !isDeepStrictEqual({ ...asked, scale }, latest.question))
    return undefined;
  return latest;
}

/** The claim made last about any of a plan's variants. */
export function latestClaim(store: Store, { sweep, variants }: Plan): KeptClaim | undefined {
  const record = listSweeps(store).find(({ name }) => name === sweep);
  const ids = variants.map(({ id }) => id);
  const claim = record && readClaims(store, record.id, ids).at(-1);
  return claim && { ...claim, question: JSON.parse(claim.question) as Question };
}

/** A claim from before ratios were the default stays one of differences. */
export function olderScale(
  claim: KeptClaim | undefined,
  metric: string | undefined,
): "linear" | undefined {
  const { question } = claim ?? {};
  return question?.scale === "linear" && question.metric === metric ? "linear" : undefined;
}

function askedBy(config: Config, { variants, sweep, engine }: Plan): Question {
  const nothing = { runs: [], streams: [], otherwise: "" };
  const untrained = {
    ...{ sweep, engine: engine.name, olderRunCount: 0, history: null, environments: new Map() },
    variants: variants.map(({ name }) => ({ name, ...nothing })),
  };
  return questionOf(untrained, optionsOfConfig(config));
}

/** Whether the file as it was run last asks for the seeds that it asks for now. */
function hasSeedsOf(text: string, { seeds, firstLook, name }: Config): boolean {
  try {
    const before = parseConfig(text, name);
    return isDeepStrictEqual([before.seeds, before.firstLook], [seeds, firstLook]);
  } catch (error) {
    // A file of an earlier version may no longer be one: then it is another.
    if (error instanceof SweepError) return false;
    throw error;
  }
}
