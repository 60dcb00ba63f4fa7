import type { z } from "zod";
import { closestWord } from "../base/closest-word.ts";
import type { Problem } from "./yaml-source.ts";

/** Says what a schema found in the words of this project, one problem per broken rule. */
export function explainIssue(issue: z.core.$ZodIssue): Problem[] {
  if (issue.code === "unrecognized_keys") return unknownKeys(issue);
  if (issue.code === "invalid_union") return unionProblem(issue);
  if (issue.code === "invalid_key") {
    return issue.issues.flatMap(explainIssue).map(({ rule }) => ({
      path: issue.path,
      rule: `a name ${rule}, got "${String(issue.path.at(-1))}"`,
      atKey: true,
    }));
  }
  return [{ path: issue.path, rule: ruleOf(issue), ...hintOf(issue) }];
}

function unknownKeys(issue: z.core.$ZodIssueUnrecognizedKeys): Problem[] {
  const known = issue.message.split(", ");
  return issue.keys.map((key) => {
    const meant = closestWord(key, known);
    const hint = meant ? `did you mean "${meant}"?` : `known here: ${issue.message || "nothing"}`;
    return { path: [...issue.path, key], rule: `unknown key, got "${key}"`, hint, atKey: true };
  });
}

/** Of the forms a value may take, the one that got furthest is the one that was meant. */
function unionProblem(issue: z.core.$ZodIssueInvalidUnion): Problem[] {
  if (issue.errors.length === 0) {
    const options = "options" in issue ? (issue.options ?? []).map(String) : [];
    const rule = `must be one of ${options.join(", ")}`;
    return [{ path: issue.path, rule, ...didYouMean(discriminatorOf(issue), options) }];
  }
  const depth = (form: z.core.$ZodIssue[]) => Math.max(...form.map(({ path }) => path.length));
  const [meant] = [...issue.errors].sort((a, b) => depth(b) - depth(a));
  const problems = (meant ?? []).flatMap(explainIssue);
  return problems.map((problem) => ({ ...problem, path: [...issue.path, ...problem.path] }));
}

function ruleOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return `must be ${TYPE_NAMES[issue.expected] ?? issue.expected}`;
    case "invalid_value":
      return `must be ${issue.values.length > 1 ? "one of " : ""}${issue.values.join(", ")}`;
    case "too_small":
      return `must be ${issue.inclusive ? "at least" : "more than"} ${issue.minimum}${unit(issue)}`;
    case "too_big":
      return `must be ${issue.inclusive ? "at most" : "less than"} ${issue.maximum}${unit(issue)}`;
    default:
      return issue.message;
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

function hintOf(issue: z.core.$ZodIssue): { hint?: string } {
  return issue.code === "invalid_value" ? didYouMean(issue.input, issue.values) : {};
}

function didYouMean(got: unknown, known: readonly unknown[] = []): { hint?: string } {
  const meant = typeof got === "string" ? closestWord(got, known.map(String)) : undefined;
  return meant ? { hint: `did you mean "${meant}"?` } : {};
}

function discriminatorOf(issue: z.core.$ZodIssueInvalidUnion): unknown {
  const { input, discriminator } = issue;
  const isObject = typeof input === "object" && input !== null && discriminator !== undefined;
  return isObject ? (input as Record<string, unknown>)[discriminator] : undefined;
}
