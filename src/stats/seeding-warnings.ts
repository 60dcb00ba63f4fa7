import type { Question } from "./question.ts";
import type { VariantSummary } from "./summary.ts";
import type { Warning } from "./warning.ts";

/** A variant with how its runs follow their seeds; see RecordedVariant. */
export interface SeededVariant {
  readonly summary: VariantSummary;
  readonly held?: readonly string[] | undefined;
  readonly isCoupled?: boolean | undefined;
}

/** What a verdict owes to the way in which runs follow their seeds. */
export function seedingWarnings(
  variants: readonly SeededVariant[],
  question: Pick<Question, "direction" | "scale">,
): Warning[] {
  return [...coupledWeights(variants, question), ...heldStreams(variants)];
}

/** Ratios are asked for before the first run or never: the advice is for the next sweep. */
function coupledWeights(
  variants: readonly SeededVariant[],
  { direction, scale }: Pick<Question, "direction" | "scale">,
): Warning[] {
  const coupled = variants.filter(({ isCoupled }) => isCoupled);
  if (coupled.length < 2) return [];
  const values = coupled.flatMap(({ summary }) => summary.runs.flatMap(({ value }) => value ?? []));
  const isRatio = direction === "min" && values.every((value) => value > 0);
  const advice =
    scale === "linear" && isRatio
      ? "; skewness stays, so `compare.scale: log`, chosen before the first run, is advised"
      : "";
  const text =
    "initial weights are coupled by position: on each seed the units that two variants both " +
    "have start alike, which takes noise out of their difference and leaves each variant's own " +
    `distribution as it is${advice}`;
  return [{ code: "coupled", text }];
}

const STREAM_WORDS: Readonly<Record<string, string>> = {
  init: "initial weights",
  dropout: "dropout masks",
  noise: "noise",
  order: "order of the rows",
  split: "split of the rows",
};

/** Variants that hold the same streams share a sentence. */
function heldStreams(variants: readonly SeededVariant[]): Warning[] {
  const namesByHeld = new Map<string, string[]>();
  for (const { summary, held = [] } of variants) {
    const what = held.map((stream) => STREAM_WORDS[stream] ?? stream).join(" and ");
    if (what !== "") namesByHeld.set(what, [...(namesByHeld.get(what) ?? []), summary.name]);
  }
  return [...namesByHeld].map(([what, names]) => {
    const who = names.length === variants.length ? "" : `${names.join(", ")}: `;
    const text =
      `${who}every seed has the same ${what} (\`streams\`): the verdict holds for this one draw ` +
      "only, and another draw may give another difference, even in sign";
    return { code: "held-stream", text };
  });
}
