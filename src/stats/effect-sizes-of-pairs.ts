import type { EffectSizes } from "./comparison.ts";
import {
  cliffsDelta,
  cohenDz,
  hedgesG,
  hedgesGz,
  probabilityLower,
} from "./procedure/effect-sizes.ts";
import type { Direction } from "./question.ts";
import type { ValuePairs } from "./value-pairs.ts";

/** All effect sizes that two variants' values have; those of ranks look at every cross pair. */
export function effectSizes(
  { paired, candidate, baseline, differences }: ValuePairs,
  direction: Direction,
): EffectSizes {
  const lower = candidate.length > 0 ? probabilityLower(candidate, baseline) : null;
  const better = direction === "max" && lower !== null ? 1 - lower : lower;
  return {
    dz: paired ? cohenDz(differences) : null,
    hedgesG: paired ? hedgesGz(differences) : hedgesG(candidate, baseline),
    cliffsDelta: candidate.length > 0 ? cliffsDelta(candidate, baseline) : null,
    probabilityOfImprovement: better,
  };
}
