import type { Scale } from "../../src/stats/question.ts";
import type { Rule } from "./rule.ts";
import * as evalsig from "./rules/evalsig.ts";
import { OWN_RULES } from "./rules/own.ts";
import * as percentileBootstrap from "./rules/percentile-bootstrap.ts";
import * as repeatedT from "./rules/repeated-t.ts";
import { SEPARATE_ERRORS, SEPARATE_SDS } from "./rules/separate-bars.ts";
import * as seqbench from "./rules/seqbench.ts";
import * as singlePair from "./rules/single-pair.ts";
import * as welch from "./rules/welch.ts";
import * as wilcoxon from "./rules/wilcoxon.ts";

/** A rule and the scale on which it decides. */
export interface Contestant {
  readonly rule: Rule;
  readonly scale: Scale;
  /** whether it has to keep what the documentation promises */
  readonly isPromised: boolean;
}

/** What others do. */
const RIVALS: readonly Rule[] = [
  singlePair.rule,
  ...[SEPARATE_SDS, SEPARATE_ERRORS],
  repeatedT.rule,
  welch.rule,
  percentileBootstrap.rule,
  wilcoxon.rule,
  ...[seqbench.rule, evalsig.rule],
];

/**
 * Of losses: the rivals, and this program's rules on the scale that is their default and on the
 * linear one.
 *
 * @param alone a rule to score in their place; null: none
 */
export function lossContestants(alone: Rule | null): Contestant[] {
  if (alone !== null) return [...onScale([alone], "linear"), ...onScale([alone], "log")];
  return [...onScale([...RIVALS, ...OWN_RULES], "linear"), ...promised("log")];
}

/** Of accuracies, whose ratios mean nothing. */
export function accuracyContestants(alone: Rule | null): Contestant[] {
  if (alone !== null) return onScale([alone], "linear");
  return [...onScale(RIVALS, "linear"), ...promised("linear")];
}

/** Whether a rule is this program's. */
export function isOwn(rule: Rule): boolean {
  return OWN_RULES.some((own) => own.name === rule.name);
}

function promised(scale: Scale): Contestant[] {
  return onScale(OWN_RULES, scale).map((contestant) => ({ ...contestant, isPromised: true }));
}

function onScale(rules: readonly Rule[], scale: Scale): Contestant[] {
  return rules.map((rule) => ({ rule, scale, isPromised: false }));
}
