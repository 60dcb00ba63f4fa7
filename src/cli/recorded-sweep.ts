import { canonicalJson, digest, type Json } from "../base/digest.ts";
import { parseCompare, readImportedCompare } from "../config/imported-config.ts";
import { parseConfig } from "../config/parse-config.ts";
import { isDrawn, type ValidationSpec } from "../data/split.ts";
import type { LayerSpec } from "../model/model-spec.ts";
import { drawnStreams } from "../plan/drawn-streams.ts";
import type { VariantSpec } from "../plan/run.ts";
import type { ClaimHistory } from "../stats/claim.ts";
import { endedPairCount } from "../stats/ended-pairs.ts";
import type { Question } from "../stats/question.ts";
import type { Resplit } from "../stats/resplit.ts";
import type { RecordedVariant, SummaryOptions, SweepRuns } from "../stats/summarize.ts";
import type { Summary } from "../stats/summary.ts";
import type { Penalty } from "../stats/warnings/penalties.ts";
import { readClaims, readEarlierSeeds, readLooks, recordLook } from "../store/claims.ts";
import { findSweep, type SweepRecord } from "../store/find-sweep.ts";
import { openStore } from "../store/open-store.ts";
import { readSweep, type VariantRecord } from "../store/read-runs.ts";
import type { Store } from "../store/store.ts";
import { optionsOfConfig, optionsOfQuestion } from "./question.ts";

/** A sweep as the statistics take it, and the question that it was last run with. */
export interface RecordedSweep {
  readonly record: SweepRecord;
  readonly runs: SweepRuns;
  readonly definitions: readonly string[];
  /** as claimed last, else as the config asks */
  readonly asked: SummaryOptions;
}

/**
 * Reads a sweep with all that its verdict depends on.
 *
 * @throws SweepError USAGE if there is no such sweep, STORE_DAMAGED
 */
export function readRecordedSweep(store: Store, name: string | undefined): RecordedSweep {
  const record = findSweep(store, name);
  const { variants, olderRunCount, environments } = readSweep(store, record);
  const definitions = variants.map(({ definitionSha256 }) => definitionSha256);
  const history = readHistory(store, record.id, definitions);
  const latest = history?.laterClaims.at(-1) ?? history?.claim;
  const asked = latest ? optionsOfQuestion(latest.question) : askedByConfig(record);
  const engine = variants[0]?.runs[0]?.engine ?? "";
  const described = variants.map((variant) => ({ ...variant, ...seedingOf(variant) }));
  const runs = {
    ...{ sweep: record.name, engine, olderRunCount },
    ...{ variants: described, history, environments },
  };
  return { record, runs, definitions, asked };
}

function askedByConfig({ config, name }: SweepRecord): SummaryOptions {
  return readImportedCompare(config, name) !== undefined
    ? parseCompare(config, name)
    : optionsOfConfig(parseConfig(config, name));
}

function readHistory(
  store: Store,
  sweepId: number,
  definitions: readonly string[],
): ClaimHistory | null {
  const claims = readClaims(store, sweepId, definitions).map((claim) => ({
    ...claim,
    question: JSON.parse(claim.question) as Question,
  }));
  const [claim, ...laterClaims] = claims;
  if (claim === undefined) return null;
  const looks = readLooks(store, sweepId, definitions);
  const current = new Set(definitions);
  const droppedCount = claim.definitions.filter((id) => !current.has(id)).length;
  const earlierSeeds = readEarlierSeeds(store, sweepId, definitions, claim);
  return { claim, laterClaims, looks, droppedCount, earlierSeeds };
}

/** How a variant's numbers follow the seed, a digest of what else decides them, its penalties. */
function seedingOf({ definition }: VariantRecord): Omit<RecordedVariant, "name" | "runs"> {
  const spec = JSON.parse(definition) as VariantSpec | ImportedSpec;
  if (spec.seeding === undefined) return { streams: [], otherwise: digest(spec as Json) };
  const { streams, coupling } = spec.seeding;
  const held = drawnStreams(spec).filter((stream) => !streams.includes(stream));
  const otherwise = digest({ ...spec, seeding: coupling ?? null } as unknown as Json);
  const resplit = streams.includes("split") ? resplitOf(spec.data.validation) : undefined;
  const penalties = penaltiesOf(spec.model.layers);
  return { streams, held, isCoupled: coupling !== undefined, otherwise, resplit, penalties };
}

function penaltiesOf(layers: readonly LayerSpec[]): Penalty[] {
  return layers.flatMap((layer) => {
    if (layer.kind !== "dense") return [];
    const { name, kernelRegularizer, biasRegularizer, activityRegularizer } = layer;
    const all = { kernel: kernelRegularizer, bias: biasRegularizer, output: activityRegularizer };
    return (["kernel", "bias", "output"] as const).flatMap((of): Penalty[] => {
      const { l1 = 0, l2 = 0 } = all[of] ?? {};
      return l1 > 0 || l2 > 0 ? [{ layer: name, of, l1, l2 }] : [];
    });
  });
}

/** Results that were trained elsewhere say nothing of it. */
interface ImportedSpec {
  readonly seeding?: undefined;
}

function resplitOf(validation: ValidationSpec): Resplit | undefined {
  if (!isDrawn(validation)) return undefined;
  if ("folds" in validation) return { kind: "folds", ratio: 1 / (validation.folds - 1) };
  return { kind: "random", ratio: validation.random / (1 - validation.random) };
}

/**
 * Remembers that a verdict was shown. A look is kept where the database can be written; showing
 * it must not fail for want of that.
 *
 * @returns what stood in the way
 */
export function rememberLook(
  file: string,
  { record, definitions, runs }: RecordedSweep,
  summary: Summary,
  command: string,
): string | undefined {
  if (runs.history === null) return undefined;
  const verdicts = Object.fromEntries(
    summary.comparisons.map((pair) => [`${pair.candidate} / ${pair.baseline}`, pair.verdict]),
  );
  try {
    const store = openStore(file, "write");
    try {
      recordLook(store, record.id, definitions, {
        at: new Date().toISOString(),
        command,
        question: canonicalJson(questionIn(summary) as unknown as Json),
        pairCount: endedPairCount(summary),
        verdicts: JSON.stringify(verdicts),
      });
    } finally {
      store.close();
    }
    return undefined;
  } catch (error) {
    return `this look is not in the record: ${(error as Error).message}`;
  }
}

/** The question a summary answers. */
function questionIn(summary: Summary): Question {
  const { metric, at, direction, baseline, pairs, alpha, margin } = summary;
  const { mode, scale, looks, failureValue } = summary;
  return {
    ...{ metric, at, direction, baseline, pairs, alpha, margin },
    ...{ mode, scale, looks, failureValue },
  };
}
