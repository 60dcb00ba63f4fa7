/** What the text report paints with; picocolors' `createColors()` is one. */
export type Colors = Readonly<Record<ColorName, (text: string) => string>>;

type ColorName = "bold" | "dim" | "cyan" | "yellow" | "magenta" | "green" | "blue" | "red";

const same = (text: string) => text;

/** For files, pipes and NO_COLOR. */
export const NO_COLORS: Colors = {
  ...{ bold: same, dim: same, cyan: same, yellow: same },
  ...{ magenta: same, green: same, blue: same, red: same },
};
