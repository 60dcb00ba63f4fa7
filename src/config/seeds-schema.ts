import { z } from "zod";

/** More seeds than this is a slip of the finger, not a sweep. */
export const SEED_COUNT_MAX = 10_000;

const RANGE = /^(\d+)\.\.(\d+)$/;
const FORMS = "must be 1..10, a list of seeds or {first, count}";

/** `1..10`, `[1, 2, 5]` or `{first: 1, count: 10}`; parses to the seeds in the order given. */
export const seedsSchema = z.unknown().transform((value, context): readonly number[] => {
  const fail = (message: string, input: unknown = value, path: PropertyKey[] = []) => {
    context.issues.push({ code: "custom", message, input, path });
    return z.NEVER;
  };
  const seeds = listSeeds(value);
  if (typeof seeds === "string") return fail(seeds);
  if (seeds.length === 0) return fail("must hold at least one seed");
  const seen = new Set<unknown>();
  for (const [index, seed] of seeds.entries()) {
    const path = Array.isArray(value) ? [index] : [];
    if (!Number.isSafeInteger(seed) || (seed as number) < 0) {
      return fail("must be a whole number from 0 to 2^53 - 1", seed, path);
    }
    if (seen.has(seed)) return fail("must not be listed twice", seed, path);
    seen.add(seed);
  }
  return seeds as number[];
});

/** The seeds as listed or counted out, not yet checked one by one; or the rule that is broken. */
function listSeeds(value: unknown): readonly unknown[] | string {
  if (Array.isArray(value)) return value.length > SEED_COUNT_MAX ? tooMany(value.length) : value;
  const [first, count] = firstAndCount(value);
  if (first === undefined || count === undefined) return FORMS;
  if (count < 1) return "must not count down";
  if (count > SEED_COUNT_MAX) return tooMany(count);
  return Array.from({ length: count }, (_, index) => first + index);
}

function firstAndCount(value: unknown): [number?, number?] {
  if (Number.isSafeInteger(value)) return [value as number, 1];
  if (typeof value === "string") {
    const [, first, last] = RANGE.exec(value) ?? [];
    return first && last ? [Number(first), Number(last) - Number(first) + 1] : [];
  }
  const { first, count, ...rest } = (value ?? {}) as Record<string, unknown>;
  const whole = Number.isSafeInteger(first) && Number.isSafeInteger(count);
  return whole && Object.keys(rest).length === 0 ? [first as number, count as number] : [];
}

function tooMany(count: number): string {
  return `must be at most ${SEED_COUNT_MAX} seeds, not ${count}`;
}
