import type { RunOutline } from "../engine/outline-run.ts";
import type { AuditedVariant, AuditFinding, Found, VariantOutlines } from "./audit-finding.ts";
import { equalKernels, equalMasks, frozenMask, frozenOrder } from "./audit-repeats.ts";
import { anotherSeed, sameSeedTwice } from "./audit-seeds.ts";

/** Judges a variant by its beginnings: does the seed do what it says? */
export function auditVariant(variant: string, outlines: VariantOutlines): AuditFinding[] {
  const { spec, first, again, other } = outlines;
  const isTf1 = spec.seeding.rule === "tf1";
  return [
    ...sameSeedTwice(outlines),
    ...anotherSeed(outlines),
    ...equalKernels(first.weights, isTf1),
    ...first.masks.flatMap(frozenMask),
    ...frozenOrder(first),
    ...equalMasks(first.masks, isTf1),
    ...unregisteredCalls([first, again, other]),
  ].map((found) => ({ ...found, variant }));
}

/** What of a variant was looked at. */
export function auditedVariant(name: string, { spec, first }: VariantOutlines): AuditedVariant {
  return {
    name,
    randomWeightCount: first.weights.filter(({ isRandom }) => isRandom).length,
    hasGivenWeights: spec.model.initialWeights !== undefined,
    maskCount: first.masks.length,
    isShuffled: first.order !== undefined,
    stepCount: first.losses.length,
  };
}

function unregisteredCalls(outlines: readonly RunOutline[]): Found[] {
  const calls = outlines.flatMap((outline) => outline.calls);
  const places = new Map(calls.map((call) => [`${call.call} ${call.file}:${call.line}`, call]));
  return [...places.values()].map(({ call, file, line }) => ({
    ...{ check: "unregistered-calls", severity: "fault", where: `${file}:${line}` },
    text: `${file}:${line} calls ${call}, which no seed decides`,
    hint: "draw from the seed in its place",
  }));
}
