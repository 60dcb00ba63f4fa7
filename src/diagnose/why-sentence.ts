import type { Pair } from "./arm.ts";
import type { Why } from "./finding.ts";

/** The answer in one sentence, without a full stop. */
export function whySentence({
  a,
  b,
  seed,
  declared,
  differs,
  judge,
}: Pick<Why, "a" | "b" | "seed" | "declared" | "differs"> & Pick<Pair, "judge">): string {
  if (differs) {
    const { text, cause } = differs;
    if (cause !== undefined) return `${text}: ${cause}`;
    if (declared.length > 0) return `${text}; nothing that the config declares explains it`;
    return `${text}, though nothing is declared otherwise: this does not repeat`;
  }
  const same = a === b ? `two runs of ${a}` : `${a} and ${b}`;
  const rest = declared.length > 0 ? ", whatever they declare" : "";
  if (judge === "rounding") return `no difference but rounding between the engines, seed ${seed}`;
  return `no difference: ${same} are the same to the last bit with seed ${seed}${rest}`;
}
