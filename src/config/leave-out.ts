import type { LayerSpec } from "../model/model-spec.ts";
import type { WrittenModel } from "./config.ts";
import { dotted, hintFor, type Problem } from "./problem.ts";
import { wireLayers } from "./wire-layers.ts";

/**
 * Takes layers out of a model that came from a file, as `without` does with one that is written in
 * the config: what read a removed layer reads that layer's input instead.
 *
 * @param layers of the model, each with its own name and inputs
 * @param without names or kinds
 * @returns or the rules it breaks, with paths from `without` on
 */
export function leaveOut(
  layers: readonly LayerSpec[],
  without: readonly string[],
): Pick<WrittenModel, "layers" | "removed"> | { readonly problems: readonly Problem[] } {
  const present = [...new Set(layers.flatMap(({ kind, name }) => [kind, name]))];
  const rule = "must name a layer or a kind of the model";
  const idle = [...without.entries()]
    .filter(([, word]) => !present.includes(word))
    .map(([index, word]) => ({ path: ["without", index], rule, ...hintFor(word, present) }));
  if (idle.length > 0) return { problems: idle };
  const wiring = wireLayers(layers, without);
  if (wiring.problems.length > 0) {
    const problems = wiring.problems.map(({ path, rule: broken }) => {
      return { path: ["without"], rule: `then ${dotted(path)} ${broken}`, atKey: true };
    });
    return { problems };
  }
  const kept = wiring.layers.map(({ index, inputs }) => ({ ...layers[index]!, inputs }));
  return { layers: kept, removed: wiring.removed };
}
