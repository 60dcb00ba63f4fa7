import { z } from "zod";
import { closestWord } from "../base/closest-word.ts";
import { hintFor, type Problem } from "./problem.ts";

/** What came of holding a value against a schema. */
export interface Checked<Output> {
  /** the value with its defaults written out; undefined if a rule is broken */
  readonly data?: Output;
  readonly problems: readonly Problem[];
}

/** Holds a value against a schema; problems are in the words of this project. */
export function checkShape<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
): Checked<z.output<Schema>> {
  const parsed = schema.safeParse(value, IN_OUR_WORDS);
  if (parsed.success) return { data: parsed.data, problems: [] };
  return { problems: parsed.error.issues.flatMap(explain) };
}

/**
 * Those parts of a block that break no rule, for checks that need no more than them. Beside an
 * unknown key no default counts: the key may stand for what seems to be missing.
 */
export function readableParts<Shape extends z.ZodRawShape>(
  { shape }: z.ZodObject<Shape>,
  value: unknown,
): Partial<z.output<z.ZodObject<Shape>>> {
  if (!isPlainObject(value)) return {};
  const isKnown = Object.keys(value).every((key) => Object.hasOwn(shape, key));
  const parts = Object.entries(shape).flatMap(([key, part]) => {
    const isGiven = Object.hasOwn(value, key);
    if (!isGiven && !isKnown) return [];
    const parsed = z.safeParse(part, isGiven ? value[key] : undefined);
    return parsed.success ? [[key, parsed.data]] : [];
  });
  return Object.fromEntries(parts) as Partial<z.output<z.ZodObject<Shape>>>;
}

export function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** To be handed on wherever one schema calls another. */
export const IN_OUR_WORDS = { error: ruleOf, reportInput: true } as const;

function ruleOf(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case "invalid_type":
      return `must be ${TYPE_NAMES[issue.expected] ?? issue.expected}`;
    case "invalid_value":
      return `must be ${issue.values.length > 1 ? "one of " : ""}${issue.values.join(", ")}`;
    case "invalid_union":
      return `must be one of ${optionsOf(issue).join(", ")}`;
    case "too_small":
      return `must be ${issue.inclusive ? "at least" : "more than"} ${issue.minimum}${unit(issue)}`;
    case "too_big":
      return `must be ${issue.inclusive ? "at most" : "less than"} ${issue.maximum}${unit(issue)}`;
    default:
      return undefined;
  }
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  int: "a whole number",
  number: "a finite number",
  string: "a text",
  boolean: "true or false",
  array: "a list",
  object: "a block of keys",
  record: "a block of names",
};

function unit(issue: { readonly origin: string }): string {
  return issue.origin === "array" ? " long" : "";
}

/** One problem per broken rule; how a schema's issues carry more than a message is said here. */
function explain(issue: z.core.$ZodIssue): Problem[] {
  const { path, message: rule } = issue;
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => unknownKey([...path, key], key, rule.split(", ")));
    case "invalid_union":
      return issue.errors.length > 0
        ? [...bestForm(issue)]
        : [{ path, rule, ...meantOption(issue) }];
    case "invalid_key":
      return issue.issues.map(({ message }) => badName(path, message));
    case "invalid_value":
      return [{ path, rule, ...meantOf(issue.input, issue.values.map(String)) }];
    case "custom":
      return [{ path, rule, ...issue.params }];
    default:
      return [{ path, rule }];
  }
}

function unknownKey(path: PropertyKey[], key: string, known: readonly string[]): Problem {
  return { path, rule: "unknown key", got: `"${key}"`, ...hintFor(key, known), atKey: true };
}

function badName(path: PropertyKey[], rule: string): Problem {
  return { path, rule: `a name ${rule}`, got: `"${String(path.at(-1))}"`, atKey: true };
}

/** Of the forms a value may take, the one that got furthest is the one that was meant. */
function bestForm(issue: z.core.$ZodIssueInvalidUnion): Problem[] {
  const depth = (form: z.core.$ZodIssue[]) => Math.max(...form.map(({ path }) => path.length));
  const [meant = []] = [...issue.errors].sort((a, b) => depth(b) - depth(a));
  const problems = meant.flatMap(explain);
  return problems.map((problem) => ({ ...problem, path: [...issue.path, ...problem.path] }));
}

function meantOption(issue: z.core.$ZodIssueInvalidUnion): { hint?: string } {
  const { input, discriminator } = issue;
  if (!isPlainObject(input) || discriminator === undefined) return {};
  return meantOf(input[discriminator], optionsOf(issue));
}

function optionsOf(issue: object): string[] {
  return "options" in issue && Array.isArray(issue.options) ? issue.options.map(String) : [];
}

/** All options stand in the rule already, so the hint names only the one that was meant. */
function meantOf(got: unknown, known: readonly string[]): { hint?: string } {
  const meant = typeof got === "string" ? closestWord(got, known) : undefined;
  return meant === undefined ? {} : { hint: `did you mean "${meant}"?` };
}
