import type { Comparison } from "./comparisons.ts";

/**
 * Comparisons of which most reports with adaptive seeds carry a warning in the headline: they
 * overfit, and say so ("BETTER at the last epoch; undecided at the best"). The table is in
 * docs/statistics.md, "Overfitted and collapsed runs".
 */
const WARNED: ReadonlySet<string> = new Set([
  "s4-flip-dropout",
  "s5-diabetes-wider",
  "s11-linnerud-drop-split",
]);

/** Whether a comparison's headline says itself that its verdict is not to be trusted. */
export function warned({ name }: Comparison): boolean {
  return WARNED.has(name);
}
