import { countOf } from "../base/count-of.ts";
import type { Audit, AuditCheck, AuditedVariant, AuditFinding } from "../diagnose/audit-finding.ts";
import { type Colors, NO_COLORS } from "./colors.ts";
import { printable } from "./printable.ts";
import { wrap } from "./wrap.ts";

/** What a check is called. */
const CHECK_NAMES: Readonly<Record<AuditCheck, string>> = {
  "same-seed": "same seed twice",
  "other-seed": "another seed",
  kernels: "equal kernels",
  masks: "repeated masks",
  "unregistered-calls": "unregistered calls",
};
const CHECKS = Object.keys(CHECK_NAMES) as AuditCheck[];
const NAME_WIDTH = Math.max(...Object.values(CHECK_NAMES).map((name) => name.length));
const WIDTH_MAX = 100;

export interface AuditTextOptions {
  /** columns of the terminal, of which at most 100 are used; default 80 */
  readonly width?: number;
  readonly colors?: Colors;
}

/** The audit as text: each check with what it came to, and the answer in one sentence. */
export function renderAuditText(
  audit: Audit,
  { width: columns = 80, colors = NO_COLORS }: AuditTextOptions = {},
): string {
  const width = Math.min(columns, WIDTH_MAX);
  const { unaudited, findings } = audit;
  const lines = [
    ...heading(audit, width).map((line) => colors.bold(line)),
    "",
    ...(audit.variants.length > 0
      ? CHECKS.flatMap((check) => checkLines(check, audit, width))
      : []),
    ...unaudited.flatMap(({ variant, reason }) => {
      return signed("x", "not audited", `${variant}: ${reason}`, width);
    }),
    "",
    ...wrap(answer(findings, unaudited.length), width).map((line) => colors.bold(line)),
  ];
  return `${lines.join("\n")}\n`;
}

/** The audit as the lines that `sweep run` says before it trains, without faults. */
export function auditInShort(audit: Audit): string[] {
  const { seed, otherSeed, variants, unaudited } = audit;
  const passed = `seed ${seed} twice gives equal bits, seed ${otherSeed} others`;
  const cautions = merged(audit.findings, "caution").map(({ whose, text }) => `${whose}: ${text}`);
  return [
    ...(variants.length > 0 && cautions.length === 0
      ? [`audit: ${passed}; no mask or kernel repeats`]
      : []),
    ...cautions.map((text) => `warning: ${text}`),
    ...unaudited.map(({ variant, reason }) => `warning: ${variant} was not audited: ${reason}`),
  ].map(printable);
}

/** The faults, a line each. */
export function auditFaults(audit: Audit): string[] {
  return merged(audit.findings, "fault").map(({ whose, text }) => printable(`${whose}: ${text}`));
}

function heading({ sweep, variants, seed, otherSeed, engine }: Audit, width: number): string[] {
  const count = countOf(variants.length, "variant");
  const steps = Math.max(0, ...variants.map(({ stepCount }) => stepCount));
  const runs = `seed ${seed} twice and seed ${otherSeed}, ${countOf(steps, "step")} each`;
  return wrap(printable(`audit of ${sweep}: ${count}, ${runs}, engine ${engine}`), width);
}

function checkLines(check: AuditCheck, { findings, variants }: Audit, width: number): string[] {
  const own = findings.filter((finding) => finding.check === check);
  const name = CHECK_NAMES[check];
  if (own.length === 0) return signed("=", name, PASSED[check](variants), width);
  return (["fault", "caution"] as const).flatMap((severity) =>
    merged(own, severity).flatMap(({ whose, text, hint }) => [
      ...signed(severity === "fault" ? "x" : "!", name, `${whose}: ${text}`, width),
      ...signed(" ", "", `hint: ${hint}`, width),
    ]),
  );
}

/** What is said of a check that found nothing. */
const PASSED: Readonly<Record<AuditCheck, (variants: readonly AuditedVariant[]) => string>> = {
  "same-seed": (variants) =>
    `equal bits: ${drawnIn(variants).join(", ")}, losses, weights after the steps`,
  "other-seed": (variants) => {
    const given = variants.filter(({ hasGivenWeights }) => hasGivenWeights);
    const isAllGiven = given.length === variants.length;
    const drawn = drawnIn(variants).filter((each) => !(isAllGiven && each === WEIGHTS));
    const whose = given.map(({ name }) => name).join(", ");
    const still = given.length === 0 ? "" : `; given, whatever the seed: ${WEIGHTS} of ${whose}`;
    return `${drawn.join(", ")} follow the seed as the config says${still}`;
  },
  kernels: (variants) => {
    const count = sumOf(variants, ({ randomWeightCount }) => randomWeightCount);
    return `${countOf(count, "random weight")}, none equal to another of its shape`;
  },
  masks: (variants) => {
    const count = sumOf(variants, ({ maskCount }) => maskCount);
    return count === 0
      ? "no layer masks"
      : `${countOf(count, "masking layer")}, each with a new mask at each step`;
  },
  "unregistered-calls": () => "your own files ask for no random number, time or crypto",
};

const WEIGHTS = "initial weights";

function drawnIn(variants: readonly AuditedVariant[]): string[] {
  return [
    WEIGHTS,
    ...(variants.some(({ isShuffled }) => isShuffled) ? ["order"] : []),
    ...(variants.some(({ maskCount }) => maskCount > 0) ? ["masks"] : []),
  ];
}

function sumOf(variants: readonly AuditedVariant[], count: (of: AuditedVariant) => number): number {
  return variants.reduce((sum, variant) => sum + count(variant), 0);
}

/** What several variants share is said once. */
function merged(findings: readonly AuditFinding[], severity: AuditFinding["severity"]) {
  const own = findings.filter((finding) => finding.severity === severity);
  return [...new Set(own.map(({ text }) => text))].map((text) => {
    const same = own.filter((finding) => finding.text === text);
    return { whose: same.map(({ variant }) => variant).join(", "), text, hint: same[0]!.hint };
  });
}

function answer(findings: readonly AuditFinding[], unauditedCount: number): string {
  const faultCount = merged(findings, "fault").length;
  const cautionCount = merged(findings, "caution").length;
  if (faultCount > 0) return `${countOf(faultCount, "fault")}: the seed does not do what it says`;
  if (unauditedCount > 0) return `${countOf(unauditedCount, "variant")} could not be audited`;
  const cautions = cautionCount > 0 ? `, with ${countOf(cautionCount, "caution")}` : "";
  return `the seed does what it says${cautions}`;
}

function signed(sign: string, name: string, text: string, width: number): string[] {
  const indent = " ".repeat(NAME_WIDTH + 6);
  const [first, ...rest] = wrap(printable(text), width - indent.length);
  const label = name.padEnd(NAME_WIDTH);
  return [`  ${sign} ${label}  ${first}`, ...rest.map((line) => indent + line.trimStart())];
}
