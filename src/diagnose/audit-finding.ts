import type { RunOutline } from "../engine/outline-run.ts";
import type { VariantSpec } from "../plan/run.ts";

/** What is looked at, in the order in which it is told. */
export const AUDIT_CHECKS = [
  "same-seed",
  "other-seed",
  "kernels",
  "masks",
  "unregistered-calls",
] as const;
export type AuditCheck = (typeof AUDIT_CHECKS)[number];

/** Something that the seed does not do as it says. */
export interface AuditFinding {
  readonly check: AuditCheck;
  /** fault: the numbers are not what they seem; caution: as declared, but perhaps not as meant */
  readonly severity: "fault" | "caution";
  readonly variant: string;
  /** layer, tensor, stream or line of a file */
  readonly where: string;
  /** one sentence, without a full stop */
  readonly text: string;
  /** what to do about it */
  readonly hint: string;
}

/** A finding before it is said whose it is. */
export type Found = Omit<AuditFinding, "variant">;

/** A variant's beginning: with a seed, with the same once more, and with another. */
export interface VariantOutlines {
  readonly spec: VariantSpec;
  readonly seed: number;
  readonly otherSeed: number;
  readonly first: RunOutline;
  readonly again: RunOutline;
  readonly other: RunOutline;
}

/** What of a variant was looked at. */
export interface AuditedVariant {
  readonly name: string;
  /** weights whose initializer draws */
  readonly randomWeightCount: number;
  /** whether a file gives the initial weights, so that no seed moves them */
  readonly hasGivenWeights: boolean;
  /** layers that mask */
  readonly maskCount: number;
  readonly isShuffled: boolean;
  readonly stepCount: number;
}

/** The answer of `sweep audit`. */
export interface Audit {
  readonly sweep: string;
  readonly engine: string;
  readonly seed: number;
  readonly otherSeed: number;
  readonly variants: readonly AuditedVariant[];
  readonly findings: readonly AuditFinding[];
  /** variants that could not be begun */
  readonly unaudited: readonly { readonly variant: string; readonly reason: string }[];
}

/** Whether the seed does what it says, as far as this was looked at. */
export function hasPassed({ findings, unaudited }: Audit): boolean {
  return unaudited.length === 0 && findings.every(({ severity }) => severity === "caution");
}
