import { z } from "zod";
import { IN_OUR_WORDS, isPlainObject } from "./check-shape.ts";
import { hintFor, type Problem } from "./problem.ts";
import { count, object } from "./schema-parts.ts";

/** More folds than this are leave-one-out by mistake. */
const FOLD_COUNT_MAX = 10_000;

const random = object({ random: z.number().gt(0).lt(1) });
const folds = object({
  folds: count.min(2).max(FOLD_COUNT_MAX),
  fold: count.optional(),
}).refine(({ folds, fold = 1 }) => fold <= folds, {
  message: "must be one of the folds",
  path: ["fold"],
});
const marked = object({
  column: z.string().min(1, "must be a column's name"),
  value: z.custom<string | number | boolean>(isCell, "must be a text, a number, true or false"),
});

function isCell(value: unknown): boolean {
  return ["string", "boolean"].includes(typeof value) || Number.isFinite(value);
}

/** Which rows validate, as a config says it. */
export type ValidationConfig = number | z.output<typeof random> | z.output<typeof folds>;
export type TableValidationConfig = ValidationConfig | z.output<typeof marked>;

/** @param share the last share of the rows, as a number alone */
export function validationSchema(share: z.ZodNumber) {
  return oneForm<ValidationConfig>(share, { random, folds });
}

/** The same for rows with columns, one of which may say it. */
export function tableValidationSchema(share: z.ZodNumber) {
  return oneForm<TableValidationConfig>(share, { random, folds, column: marked });
}

/** A number, or the form that one of its keys names. */
function oneForm<Output>(share: z.ZodNumber, forms: Readonly<Record<string, z.ZodType>>) {
  return z.unknown().transform((value, context): Output => {
    const known = Object.keys(forms);
    const key = isPlainObject(value) ? known.find((name) => Object.hasOwn(value, name)) : undefined;
    if (isPlainObject(value) && key === undefined) {
      const { path, rule, ...params } = unnamed(value, known);
      context.issues.push({ code: "custom", message: rule, path: [...path], params, input: value });
      return z.NEVER;
    }
    const parsed = (key === undefined ? share : forms[key]!).safeParse(value, IN_OUR_WORDS);
    if (parsed.success) return parsed.data as Output;
    context.issues.push(...(parsed.error.issues as z.core.$ZodRawIssue[]));
    return z.NEVER;
  });
}

function unnamed(value: Record<string, unknown>, known: readonly string[]): Problem {
  const [first] = Object.keys(value);
  const rule = `must be a share of the rows, or have one of ${known.join(", ")}`;
  if (first === undefined) return { path: [], rule, got: "{}" };
  return {
    path: [first],
    rule: "unknown key",
    got: `"${first}"`,
    ...hintFor(first, known),
    atKey: true,
  };
}
