import { isAbsolute } from "node:path";
import { SweepError } from "../base/error.ts";
import { failConfig } from "../config/fail-config.ts";
import type { Problem } from "../config/problem.ts";
import { printable } from "../report/printable.ts";

/** What is found while files are read; a mistake that several variants share is told once. */
export class ModelFindings {
  readonly files: Record<string, string> = {};
  readonly notes = new Set<string>();
  readonly #problems = new Map<string, Problem>();
  readonly #mistakes = new Set<string>();

  /** in the config */
  problem(problem: Problem): void {
    this.#problems.set(JSON.stringify([problem.path, problem.rule, problem.got]), problem);
  }

  /** in a file; what is quoted of it may hold anything */
  mistake(message: string, hint?: string): void {
    const help = hint === undefined ? "" : `\nhint: ${printable(hint)}`;
    this.#mistakes.add(`${printable(message)}${help}`);
  }

  /** what is told of a file in several lines, with an excerpt of it */
  refusal({ message, hint }: SweepError): void {
    const lines = [...message.split("\n"), ...(hint === undefined ? [] : [`hint: ${hint}`])];
    this.#mistakes.add(lines.map(printable).join("\n"));
  }

  /** @throws SweepError CONFIG_INVALID */
  throwIfAny(text: string, file: string): void {
    const mistakes = [...this.#mistakes];
    if (this.#problems.size > 0) failConfig(text, file, [...this.#problems.values()], mistakes);
    if (mistakes.length > 0) throw new SweepError("CONFIG_INVALID", mistakes.join("\n"));
  }
}

/** Where a file was looked for, if it is not there. */
export function lookedForAs(path: string, place: string, got: string): Pick<Problem, "hint"> {
  if (isAbsolute(path) || got !== "no such file") return {};
  return { hint: `looked for it as ${place}, beside the config` };
}

/** A file of a recorded sweep has other bytes now. */
export function changed(place: string): string {
  return `${place}: must be as the sweep was recorded with it, got another one`;
}
