import type { Weight } from "../../model/initialize.ts";
import { maskStream } from "../../model/masks.ts";
import { isMasking } from "../../model/model-spec.ts";
import { runDraws } from "../../model/run-draws.ts";
import type { RunSpec } from "../engine.ts";
import { encodeDraws } from "./draw-records.ts";
import type { Program } from "./program.ts";
import { fillTensor, writeTensor } from "./tensor-values.ts";

/** Puts the initial weights and the slots' first values into an arena of zeros. */
export function setWeights(
  program: Program,
  arena: Float32Array,
  initial: readonly Weight[],
): void {
  for (const [index, { tensor, slots }] of program.weights.entries()) {
    writeTensor(program, arena, tensor, initial[index]!.values);
    for (const slot of slots) if (slot) fillTensor(program, arena, slot.tensor, slot.start);
  }
}

/** A run's draws of each masking layer, by the program's sites. */
export function siteDraws(spec: RunSpec, program: Program): Uint32Array {
  const draws = runDraws(spec.seeding, spec.seed);
  return encodeDraws(
    program.sites.map(({ layer: name, elementsPerSample }) => {
      const layer = spec.model.layers.filter(isMasking).find((masking) => masking.name === name)!;
      return draws.mask(name, maskStream(layer), layer.seed, elementsPerSample);
    }),
  );
}
