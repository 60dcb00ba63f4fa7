import { z } from "zod";
import { NAME_PATTERN, NAME_RULE } from "../base/name-pattern.ts";
import { IN_OUR_WORDS, isPlainObject } from "./check-shape.ts";
import { hintFor, type Problem } from "./problem.ts";

/** A key that another form of the same block has, with the reason why it is out of place here. */
export function leftOut(rule: string) {
  return z.undefined({ error: rule }).optional();
}

/** An object that knows its keys: any other key is a mistake, and the message lists those known. */
export function object<Shape extends z.ZodRawShape>(shape: Shape) {
  const isLeftOut = (part: unknown) =>
    part instanceof z.ZodOptional && part.def.innerType instanceof z.ZodUndefined;
  const known = Object.keys(shape).filter((key) => !isLeftOut(shape[key]));
  return z.strictObject(shape, {
    error: ({ code }) => (code === "unrecognized_keys" ? known.join(", ") : undefined),
  });
}

/**
 * Exactly one of several named things with its options, written `{name: {options}}`, or `name`
 * alone where the defaults do. Parses to `{kind: name, ...options}`.
 */
export function oneOf<Options extends Record<string, z.ZodType<object>>>(
  what: string,
  options: Options,
) {
  type Named = {
    [Name in keyof Options]: { kind: Name } & z.output<Options[Name]>;
  }[keyof Options];
  return z.unknown().transform((value, context): Named => {
    const { name, given, problem } = nameOf(what, Object.keys(options), value);
    if (problem !== undefined) {
      const { rule, path, ...params } = problem;
      context.issues.push({ code: "custom", message: rule, path: [...path], params, input: value });
      return z.NEVER;
    }
    const parsed = options[name]!.safeParse(given ?? {}, IN_OUR_WORDS);
    if (parsed.success) return { kind: name, ...parsed.data } as Named;
    for (const issue of parsed.error.issues) {
      context.issues.push({ ...issue, path: [name, ...issue.path] } as z.core.$ZodRawIssue);
    }
    return z.NEVER;
  });
}

/** A list whose length is checked before its items are: a flood of them is one mistake. */
export function list<Item extends z.ZodType>(
  item: Item,
  { min, max }: { min: number; max: number },
) {
  return z.array(z.unknown()).min(min).max(max).pipe(z.array(item));
}

type Naming =
  | { readonly name: string; readonly given: unknown; readonly problem?: undefined }
  | { readonly name?: undefined; readonly given?: undefined; readonly problem: Problem };

/** The one name in `{name: given}` or `name`, if it is one of those known. */
export function nameOf(what: string, known: readonly string[], value: unknown): Naming {
  const named = typeof value === "string" ? { [value]: {} } : value;
  const names = isPlainObject(named) ? Object.keys(named) : [];
  const [name, second] = names;
  if (!isPlainObject(named) || name === undefined) {
    return { problem: { path: [], rule: `must name one ${what}` } };
  }
  if (second !== undefined) {
    const hint = `options stand inside it, as in {${name}: {${second}: ...}}`;
    const problem = { path: [], rule: `must name one ${what}`, got: names.join(" and ") };
    return { problem: known.includes(second) ? problem : { ...problem, hint } };
  }
  if (known.includes(name)) return { name, given: named[name] };
  const place = typeof value === "string" ? { path: [] } : { path: [name], atKey: true };
  const got = `"${name}"`;
  return { problem: { ...place, rule: `unknown ${what}`, got, ...hintFor(name, known) } };
}

/** Says "whole" of what is no number at all, too. */
const whole = z.int({
  error: ({ code }) => (code === "invalid_type" ? "must be a whole number" : undefined),
});

export const positive = z.number().positive();
export const count = whole.positive();
export const seed = whole.min(0);

/** TensorFlow takes op seeds as int32; 2^31 - 1 is its modulus and would mean 0. */
export const OP_SEED_MAX = 2 ** 31 - 2;
export const opSeed = seed.max(OP_SEED_MAX);

export const name = z.string().regex(NAME_PATTERN, NAME_RULE);
