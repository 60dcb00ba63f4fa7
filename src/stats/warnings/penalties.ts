import { showPlain } from "../../base/number.ts";
import type { Question } from "../question.ts";
import type { Warning } from "../warning.ts";

/** The L1 and L2 of one weight, or of a layer's output. */
export type Penalty = {
  readonly layer: string;
  readonly of: "kernel" | "bias" | "output";
  readonly l1: number;
  readonly l2: number;
};

/** Who has which penalties, in the order of the layers. */
export interface Penalized {
  readonly name: string;
  readonly penalties: readonly Penalty[];
}

/** A loss holds its penalties: where these differ, part of the difference is theirs. */
export function penaltiesDiffer(
  sides: readonly Penalized[],
  { metric }: Pick<Question, "metric">,
): Warning[] {
  if (metric !== "loss" && metric !== "val_loss") return [];
  const sizes = sides.map(({ penalties }) =>
    JSON.stringify(penalties.map(({ of, l1, l2 }) => [of, l1, l2])),
  );
  if (new Set(sizes).size < 2) return [];
  const each = sides.map(({ name, penalties }) => {
    return `${name} ${penalties.map(inWords).join(", ") || "none"}`;
  });
  const text =
    `${metric} holds the penalties, and these differ: ${each.join("; ")}; ` +
    "metrics (`train.metrics`) hold none";
  const values = { variants: sides.map(({ name, penalties }) => ({ variant: name, penalties })) };
  return [{ code: "penalties", text, values }];
}

function inWords({ layer, of, l1, l2 }: Penalty): string {
  const sizes = [
    ["l1", l1],
    ["l2", l2],
  ] as const;
  const named = sizes.flatMap(([name, size]) => (size > 0 ? [`${name} ${showPlain(size)}`] : []));
  return `${named.join(" and ")} of ${layer}'s ${of}`;
}
