import type { Colors } from "../colors.ts";

const GLYPHS = [..."●○▲△■□◆◇ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
const HUES = ["cyan", "yellow", "magenta", "green", "blue", "red"] as const;

/** The mark of the variant at `index`; alike in the table and in the chart. */
export function glyphOf(index: number): string {
  return GLYPHS[index] ?? "+";
}

/** The colour that goes with the mark; it only helps, the mark alone tells variants apart. */
export function hueOf(index: number): keyof Colors {
  return HUES[index % HUES.length]!;
}
