import { type Draw, drawWords } from "../../random/philox.ts";
import { type Check, checked } from "./check.ts";
import { PHILOX_VECTORS } from "./known-answers.ts";

/**
 * Whether the generator gives its authors' words.
 *
 * @param draw what draws words; the project's own
 */
export function philoxCheck(draw: (from: Draw, out: Uint32Array) => void = drawWords): Check {
  const faults = PHILOX_VECTORS.flatMap(({ words, ...from }) => {
    const out = new Uint32Array(4);
    draw(from, out);
    const got = Array.from(out, hex).join(" ");
    return got === words
      ? []
      : [`key ${from.key.map(hex).join(" ")}: must give ${words}, got ${got}`];
  });
  const text = `${PHILOX_VECTORS.length} vectors of its authors`;
  return checked({ topic: "engine", name: "Philox4x32-10", text }, faults, "install sweep anew");
}

function hex(word: number): string {
  return word.toString(16).padStart(8, "0");
}
