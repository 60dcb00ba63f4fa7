import { canonicalJson, type Json } from "../base/digest.ts";
import { showPlain } from "../base/number.ts";
import type { Mode, Question } from "./question.ts";
import { seedList } from "./seed-list.ts";
import type { ClaimSummary } from "./summary.ts";

/** A question together with the seeds that are to answer it, fixed before the first run. */
export interface Claim {
  readonly question: Question;
  /** budget: all that may be trained */
  readonly seeds: readonly number[];
  /** runs that could be compared when it was made */
  readonly endedRunCount: number;
  /** UTC, ISO 8601 */
  readonly madeAt: string;
}

/** One time that somebody was shown a verdict. */
export interface Look {
  /** pairs that had ended by then, the fewest of any comparison */
  readonly pairCount: number;
  /** what showed it; "confirm" looks at seeds outside the claim */
  readonly command: string;
}

/** What a sweep's record holds of its claim and of what was done besides. */
export interface ClaimHistory {
  readonly claim: Claim;
  /** claims made after results were there, the earliest first */
  readonly laterClaims: readonly Claim[];
  /** the earliest first */
  readonly looks: readonly Look[];
  /** claimed variants that the sweep no longer has, or has otherwise defined */
  readonly droppedCount: number;
  /** seeds outside the claim that had a result before it was made */
  readonly earlierSeeds: readonly number[];
}

/** What a report shows. */
export interface Shown {
  readonly question: Question;
  /** all that are recorded for it */
  readonly seeds: readonly number[];
  /** pairs that have ended, the fewest of any comparison */
  readonly pairCount: number;
}

/**
 * The ways in which a report departs from what was claimed: a question other than the claimed one,
 * variants taken out, seeds beyond the claimed ones, looks outside the schedule, this one included.
 * Each of them makes the error probability of the verdict unknown.
 */
export function summarizeClaim(history: ClaimHistory, shown: Shown): ClaimSummary {
  const { claim, laterClaims, looks } = history;
  const { mode } = claim.question;
  const all = [...looks, { pairCount: shown.pairCount, command: "now" }];
  const deviations = [
    ...lateClaim(claim),
    ...changesOf(claim.question, shown.question),
    ...laterClaims.flatMap((later) => changeOfMind(claim, later, shown.question)),
    ...droppedVariants(history),
    ...(mode === "open-ended" ? insertedSeeds(history) : otherSeeds(history, shown.seeds)),
    ...unplannedLooks(claim, all),
  ];
  const seedCount = mode === "open-ended" ? null : claim.seeds.length;
  return { madeAt: claim.madeAt, seedCount, deviations: [...new Set(deviations)] };
}

/** The ways in which a question and its seeds, claimed now, depart from what was claimed first. */
export function departuresOf(
  { claim, laterClaims }: Pick<ClaimHistory, "claim" | "laterClaims">,
  now: Pick<Claim, "question" | "seeds">,
): string[] {
  const isOpenEnded = claim.question.mode === "open-ended";
  const seeds = isOpenEnded
    ? insertedSeeds({ claim, laterClaims: [...laterClaims, now] })
    : addedSeeds(claim, now.seeds);
  return [...changesOf(claim.question, now.question), ...seeds];
}

function lateClaim({ endedRunCount }: Claim): string[] {
  if (endedRunCount === 0) return [];
  const runs = endedRunCount === 1 ? "1 run" : `${endedRunCount} runs`;
  return [`the claim was made when ${runs} could be compared already`];
}

const WORDS: Readonly<Record<keyof Question, string>> = {
  ...{ metric: "metric", at: "epoch", direction: "direction", baseline: "baseline" },
  ...{ pairs: "pairs to compare", alpha: "alpha", margin: "margin", mode: "mode" },
  ...{ scale: "scale", looks: "looks", failureValue: "value of a diverged run" },
};

function changesOf(claimed: Question, asked: Question): string[] {
  return (Object.keys(WORDS) as (keyof Question)[])
    .filter((key) => !isSame(claimed[key], asked[key]))
    .map((key) => `${WORDS[key]} ${inWords(asked[key])} instead of ${inWords(claimed[key])}`);
}

function droppedVariants({ droppedCount }: ClaimHistory): string[] {
  if (droppedCount === 0) return [];
  const variants =
    droppedCount === 1 ? "1 claimed variant was" : `${droppedCount} claimed variants were`;
  return [`${variants} taken out or redefined`];
}

function isSame(a: unknown, b: unknown): boolean {
  return canonicalJson(a as Json) === canonicalJson(b as Json);
}

function inWords(value: Question[keyof Question]): string {
  if (value === null) return "none";
  if (Array.isArray(value)) return `after ${seedListOf(value)} pairs`;
  return typeof value === "number" ? showPlain(value) : String(value);
}

function seedListOf(counts: readonly number[]): string {
  return seedList(counts).replace(/^seeds? /, "");
}

/** A later claim that was itself given up again still shows that the question moved. */
function changeOfMind(claim: Claim, later: Claim, question: Question): string[] {
  if (isSame(later.question, question)) return [];
  return changesOf(claim.question, later.question).map((change) => `for a time ${change}`);
}

/** Seeds outside the claim: some are older than it, the others came later. */
function otherSeeds({ claim, earlierSeeds }: ClaimHistory, recorded: readonly number[]): string[] {
  const known = new Set(recorded);
  const earlier = earlierSeeds.filter((seed) => known.has(seed));
  const were = claim.seeds.length === 1 ? "was" : "were";
  const before = `${seedList(earlier)} had ended before ${seedList(claim.seeds)} ${were} claimed`;
  const older = new Set(earlier);
  const added = addedSeeds(
    claim,
    recorded.filter((seed) => !older.has(seed)),
  );
  return earlier.length === 0 ? added : [before, ...added];
}

function addedSeeds({ seeds }: Claim, others: readonly number[]): string[] {
  const claimed = new Set(seeds);
  const added = others.filter((seed) => !claimed.has(seed));
  if (added.length === 0) return [];
  const were = added.length === 1 ? "was" : "were";
  return [`${seedList(added)} ${were} added to the ${seeds.length} claimed (${seedList(seeds)})`];
}

/** Open-ended seeds may go on for ever, but only at the end: looks go by ascending seed. */
function insertedSeeds({
  claim,
  laterClaims,
}: {
  readonly claim: Pick<Claim, "seeds">;
  readonly laterClaims: readonly Pick<Claim, "seeds">[];
}): string[] {
  const known = new Set(claim.seeds);
  const inserted: number[] = [];
  for (const { seeds } of laterClaims) {
    const last = Math.max(...known);
    inserted.push(...seeds.filter((seed) => !known.has(seed) && seed < last));
    for (const seed of seeds) known.add(seed);
  }
  if (inserted.length === 0) return [];
  return [`${seedList(inserted)} came in before seeds that were there already`];
}

/** In a fixed design one look is free: the one at all claimed pairs. */
function unplannedLooks({ seeds, question }: Claim, looks: readonly Look[]): string[] {
  const early = looks
    .filter(({ command }) => command !== "confirm")
    .filter(({ pairCount }) => !isPlanned(question.mode, pairCount, seeds.length))
    .map(({ pairCount }) => pairCount);
  if (early.length === 0) return [];
  const counts = seedListOf([...new Set(early)]);
  const times = new Set(early).size === 1 ? "a look" : `${new Set(early).size} looks`;
  return [`${times} at the verdict before all ${seeds.length} pairs were done (at ${counts})`];
}

/** Adaptive verdicts count the looks of their schedule whether anyone looks or not. */
function isPlanned(mode: Mode, pairCount: number, claimedCount: number): boolean {
  return mode !== "fixed" || pairCount >= claimedCount || pairCount < LOOK_COUNT_MIN;
}

/** Fewer pairs show no verdict to be tempted by. */
const LOOK_COUNT_MIN = 3;
