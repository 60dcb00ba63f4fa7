import { z } from "zod";
import { IN_OUR_WORDS, isPlainObject } from "./check-shape.ts";
import { count, object, seed } from "./schema-parts.ts";

/** More seeds than this is a slip of the finger, not a sweep. */
export const SEED_COUNT_MAX = 10_000;

const RANGE = /^(\d+)\.\.(\d+)$/;
const SEED = "must be a whole number from 0 to 2^53 - 1";

/** Below this no interval says anything, whatever the seeds show. */
const FIRST_LOOK_MIN = 3;
const FIRST_LOOK_DEFAULT = 5;

const block = object({ first: seed, count });
const until = z.literal("decided", { error: "must be decided" });
const untilBlock = object({
  first: seed,
  min: count.min(FIRST_LOOK_MIN, `must be at least ${FIRST_LOOK_MIN}`).optional(),
  max: count.min(FIRST_LOOK_MIN, `must be at least ${FIRST_LOOK_MIN}`),
  until,
});

/**
 * `1..10`, `[1, 2, 5]`, `{first: 1, count: 10}` or `{first: 1, min: 5, max: 50, until: decided}`;
 * parses to the seeds in the order given, the last one to all that may be needed.
 */
export const seedsSchema = z.unknown().transform((value, context): readonly number[] => {
  const refuse = (message: string, path: PropertyKey[] = []) => {
    context.issues.push({ code: "custom", message, input: value, path });
  };
  if (isPlainObject(value)) {
    const { error } = (endsWhenDecided(value) ? untilBlock : block).safeParse(value, IN_OUR_WORDS);
    context.issues.push(...((error?.issues ?? []) as z.core.$ZodRawIssue[]));
    if (error) return z.NEVER;
    const { min, max } = value as { min?: number; max?: number };
    if (max !== undefined && (min ?? FIRST_LOOK_DEFAULT) > max) {
      refuse(`must be at least min (${min ?? FIRST_LOOK_DEFAULT})`, ["max"]);
      return z.NEVER;
    }
  }
  const seeds = listSeeds(value);
  if (typeof seeds === "string") refuse(seeds);
  else refuseEach(seeds, (rule, index) => refuse(rule, Array.isArray(value) ? [index] : []));
  return seeds as readonly number[];
});

function endsWhenDecided(value: object): boolean {
  return "min" in value || "max" in value || "until" in value;
}

/** The number of seeds before the first look, where a valid `seeds` ends when decided. */
export function firstLookOf(seeds: unknown): number | undefined {
  if (!isPlainObject(seeds) || !endsWhenDecided(seeds)) return undefined;
  return (seeds as { min?: number }).min ?? FIRST_LOOK_DEFAULT;
}

function refuseEach(
  seeds: readonly unknown[],
  refuse: (rule: string, index: number) => void,
): void {
  const seen = new Set<unknown>();
  for (const [index, seed] of seeds.entries()) {
    if (!isSeed(seed)) refuse(SEED, index);
    else if (seen.has(seed)) refuse("must not be listed twice", index);
    seen.add(seed);
  }
}

function isSeed(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** The seeds as listed or counted out, those of a list not yet checked; or the rule broken. */
function listSeeds(value: unknown): readonly unknown[] | string {
  if (Array.isArray(value)) {
    if (value.length === 0) return "must hold at least one seed";
    return value.length > SEED_COUNT_MAX ? tooMany(value.length) : value;
  }
  // A bare number may mean that seed or so many seeds, so it means neither.
  if (isSeed(value)) return `must be 1..${value} for ${value} seeds or [${value}] for that one`;
  if (typeof value === "number") return SEED;
  const ends = endsOf(value);
  if (ends === undefined) {
    return "must be 1..10, a list of seeds, {first, count} or {first, min, max, until: decided}";
  }
  const [first, last] = ends;
  if (!isSeed(first) || !isSeed(last)) return SEED;
  const length = last - first + 1;
  if (length < 1) return "must not count down";
  if (length > SEED_COUNT_MAX) return tooMany(length);
  return Array.from({ length }, (_, index) => first + index);
}

function endsOf(value: unknown): [first: number, last: number] | undefined {
  if (typeof value === "string") {
    const [, first, last] = RANGE.exec(value) ?? [];
    return first && last ? [Number(first), Number(last)] : undefined;
  }
  if (!isPlainObject(value)) return undefined;
  const { first, count, max } = value as { first: number; count: number; max?: number };
  return [first, first + (max ?? count) - 1];
}

function tooMany(count: number): string {
  return `must be at most ${SEED_COUNT_MAX} seeds, not ${count}`;
}
