import type { Scale } from "../../src/stats/question.ts";
import type { Rule } from "./rule.ts";
import { OWN_RULES } from "./rules/own.ts";

/** A rule and the scale on which it decides. */
export interface Contestant {
  readonly rule: Rule;
  readonly scale: Scale;
  /** whether it has to keep what the documentation promises */
  readonly isPromised: boolean;
}

/** Of losses: this program's rules on the scale that is their default, and on the linear one. */
export function lossContestants(others: readonly Rule[]): Contestant[] {
  return [...onScale(others, "linear"), ...onScale(OWN_RULES, "linear"), ...promised("log")];
}

/** Of accuracies, whose ratios mean nothing. */
export function accuracyContestants(others: readonly Rule[]): Contestant[] {
  return [...onScale(others, "linear"), ...promised("linear")];
}

function promised(scale: Scale): Contestant[] {
  return onScale(OWN_RULES, scale).map((contestant) => ({ ...contestant, isPromised: true }));
}

function onScale(rules: readonly Rule[], scale: Scale): Contestant[] {
  return rules.map((rule) => ({ rule, scale, isPromised: false }));
}
