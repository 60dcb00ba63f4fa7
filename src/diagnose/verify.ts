import type { RunResult } from "../plan/run.ts";
import { showNumbers, showSize } from "./show-value.ts";

/** A run that was trained again, and what came of it. */
export interface Repeat {
  readonly variant: string;
  readonly seed: number;
  /** tolerance: it was recorded with another engine, or where this one may round otherwise */
  readonly judge: "bits" | "tolerance";
  /** which other engine or machine, as a clause; only with a tolerance */
  readonly because?: string;
  /** the largest relative difference of the series; 0 with equal bits, null: not comparable */
  readonly differenceMax: number | null;
  /** the first thing that differs, with both values; null: as it has to be */
  readonly difference: string | null;
}

/** A run whose record does not hold. */
export interface Damage {
  readonly variant: string;
  readonly seed: number;
  readonly text: string;
}

/** The answer of `sweep verify`. */
export interface Verification {
  readonly sweep: string;
  /** runs held against their checksums */
  readonly checkedRunCount: number;
  readonly damages: readonly Damage[];
  /** what trained again; null: nothing was */
  readonly engine: string | null;
  /** runs that could have been trained again */
  readonly repeatableCount: number;
  readonly repeats: readonly Repeat[];
}

/** What does not hold, a sentence each. */
export function verificationFindings({ damages, repeats }: Verification): string[] {
  const named = ({ variant, seed }: Pick<Damage, "variant" | "seed">) => `${variant} seed ${seed}`;
  return [
    ...damages.map((damage) => `${named(damage)}: ${damage.text}`),
    ...repeats.flatMap((repeat) =>
      repeat.difference === null ? [] : [`${named(repeat)}: ${repeat.difference}`],
    ),
  ];
}

/** A run's numbers, as recorded or as trained again. */
export interface RunNumbers {
  readonly outcome: string;
  readonly dataSha256: string | null;
  readonly initialWeightsSha256: string | null;
  readonly initialPredictionsSha256: string | null;
  readonly finalWeightsSha256: string | null;
  readonly series: RunResult["series"];
}

/**
 * What rounding may make of a whole run, as a share of a value. Courses part further the longer
 * they are, so this only tells the same training from another one.
 */
export const TOLERANCE = 0.05;

/** Holds a run that was trained again against its record. */
export function compareRepeat(
  recorded: RunNumbers,
  repeated: RunNumbers,
  judge: Repeat["judge"],
): Pick<Repeat, "difference" | "differenceMax"> {
  const differenceMax = largestDifference(recorded, repeated);
  const difference =
    otherDigest("rows of the data set", recorded.dataSha256, repeated.dataSha256) ??
    (judge === "bits"
      ? otherBits(recorded, repeated)
      : beyondTolerance(recorded, repeated, differenceMax));
  return { difference: difference ?? null, differenceMax };
}

function otherBits(recorded: RunNumbers, repeated: RunNumbers): string | undefined {
  const digests = (which: "initialWeightsSha256" | "initialPredictionsSha256", what: string) =>
    otherDigest(what, recorded[which], repeated[which]);
  return (
    digests("initialWeightsSha256", "initial weights") ??
    digests("initialPredictionsSha256", "initial predictions") ??
    otherValue(recorded.series, repeated.series) ??
    otherDigest("final weights", recorded.finalWeightsSha256, repeated.finalWeightsSha256) ??
    otherOutcome(recorded, repeated)
  );
}

function beyondTolerance(
  recorded: RunNumbers,
  repeated: RunNumbers,
  differenceMax: number | null,
): string | undefined {
  const outcome = otherOutcome(recorded, repeated);
  if (outcome !== undefined) return outcome;
  if (differenceMax === null) return "its series have other metrics or epochs than recorded";
  if (differenceMax <= TOLERANCE) return undefined;
  return `its series differ by up to ${showSize(differenceMax)} of a value, more than ${TOLERANCE}`;
}

function otherOutcome({ outcome: a }: RunNumbers, { outcome: b }: RunNumbers): string | undefined {
  return a === b ? undefined : `its outcome is recorded as ${a}, and is ${b}`;
}

function otherDigest(what: string, a: string | null, b: string | null): string | undefined {
  if (a === b) return undefined;
  const short = (digest: string | null) => digest?.slice(0, 12) ?? "none";
  return `the ${what} are recorded as ${short(a)}, and are ${short(b)}`;
}

/** The first value that has other bits, by epochs and then by metrics. */
function otherValue(a: RunNumbers["series"], b: RunNumbers["series"]): string | undefined {
  const metrics = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
  const epochCount = Math.max(...metrics.map((name) => (a[name] ?? b[name])!.length));
  for (let epoch = 1; epoch <= epochCount; epoch++) {
    for (const metric of metrics) {
      const [x, y] = [a[metric]?.[epoch - 1], b[metric]?.[epoch - 1]];
      if (Object.is(x, y)) continue;
      const [shownX, shownY] =
        x === undefined || y === undefined ? [x ?? "none", y ?? "none"] : showNumbers(x, y);
      return `${metric} of epoch ${epoch} is recorded as ${shownX}, and is ${shownY}`;
    }
  }
  return undefined;
}

/** @returns null where metrics or epochs are not the same, or a value is no number on one side */
function largestDifference({ series: a }: RunNumbers, { series: b }: RunNumbers): number | null {
  const metrics = Object.keys(a);
  const isAlike = (metric: string) => a[metric]!.length === b[metric]?.length;
  if (metrics.length !== Object.keys(b).length || !metrics.every(isAlike)) return null;
  const differences = metrics.flatMap((metric) =>
    Array.from(a[metric]!, (x, index) => relativeDifference(x, b[metric]![index]!)),
  );
  const largest = Math.max(0, ...differences);
  return Number.isNaN(largest) ? null : largest;
}

function relativeDifference(x: number, y: number): number {
  if (Object.is(x, y)) return 0;
  const size = Math.max(Math.abs(x), Math.abs(y));
  return size === 0 ? 0 : Math.abs(x - y) / size;
}
