import { z } from "zod";
import { IN_OUR_WORDS, isPlainObject } from "./check-shape.ts";
import { count, object, planned, seed } from "./schema-parts.ts";

/** More seeds than this is a slip of the finger, not a sweep. */
export const SEED_COUNT_MAX = 10_000;

const RANGE = /^(\d+)\.\.(\d+)$/;
const SEED = "must be a whole number from 0 to 2^53 - 1";

const block = object({ first: seed, count, min: planned, max: planned, until: planned });
/** Without `count`, so that a block that is still to come is not told that it lacks one. */
const plannedBlock = block.partial({ count: true });

/** `1..10`, `[1, 2, 5]` or `{first: 1, count: 10}`; parses to the seeds in the order given. */
export const seedsSchema = z.unknown().transform((value, context): readonly number[] => {
  const refuse = (message: string, path: PropertyKey[] = []) => {
    context.issues.push({ code: "custom", message, input: value, path });
  };
  if (isPlainObject(value)) {
    const form = "min" in value || "max" in value || "until" in value ? plannedBlock : block;
    const { error } = form.safeParse(value, IN_OUR_WORDS);
    context.issues.push(...((error?.issues ?? []) as z.core.$ZodRawIssue[]));
    if (error) return z.NEVER;
  }
  const seeds = listSeeds(value);
  if (typeof seeds === "string") refuse(seeds);
  else refuseEach(seeds, (rule, index) => refuse(rule, Array.isArray(value) ? [index] : []));
  return seeds as readonly number[];
});

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
  if (ends === undefined) return "must be 1..10, a list of seeds or {first, count}";
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
  const { first, count } = value as { first: number; count: number };
  return [first, first + count - 1];
}

function tooMany(count: number): string {
  return `must be at most ${SEED_COUNT_MAX} seeds, not ${count}`;
}
