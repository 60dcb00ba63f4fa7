/** What charts are painted with: CSS colours, literal in files, custom properties in a page. */
export interface ChartTheme {
  readonly paper: string;
  readonly ink: string;
  /** axes and what is said beside the picture */
  readonly muted: string;
  readonly grid: string;
  /** the margin within which differences do not matter */
  readonly margin: string;
  readonly better: string;
  readonly worse: string;
  readonly series: readonly string[];
}

/**
 * Blue, vermillion, green ... after Okabe and Ito, darkened until each can be read as text on
 * white; better and worse are the first two, as red and green are what most confuse.
 */
export const LIGHT_THEME: ChartTheme = {
  paper: "#ffffff",
  ink: "#1c2126",
  muted: "#59626b",
  grid: "#e3e7ea",
  margin: "#f0ead6",
  better: "#0067a5",
  worse: "#b84300",
  series: ["#0067a5", "#b84300", "#00734f", "#9a3d78", "#7d5a00", "#3f4a54"],
};

export const DARK_THEME: ChartTheme = {
  paper: "#14181c",
  ink: "#e6eaed",
  muted: "#a2acb5",
  grid: "#2b3238",
  margin: "#332e1e",
  better: "#62b4ec",
  worse: "#ff9a62",
  series: ["#62b4ec", "#ff9a62", "#4cc79d", "#e397c5", "#dcb04a", "#b4bec7"],
};

/** For pictures inside a page, which says what the names mean, by day and by night. */
export const PAGE_THEME: ChartTheme = {
  ...(Object.fromEntries(
    names(LIGHT_THEME).map(([key, name]) => [key, `var(${name})`]),
  ) as unknown as Omit<ChartTheme, "series">),
  series: LIGHT_THEME.series.map((_, index) => `var(${seriesName(index)})`),
};

/** The custom properties that PAGE_THEME asks for, as CSS declarations. */
export function themeDeclarations(theme: ChartTheme): string {
  const single = names(theme).map(([key, name]) => `${name}: ${theme[key]};`);
  const series = theme.series.map((color, index) => `${seriesName(index)}: ${color};`);
  return [...single, ...series].join(" ");
}

function names(theme: ChartTheme): [Exclude<keyof ChartTheme, "series">, string][] {
  return (Object.keys(theme) as (keyof ChartTheme)[])
    .filter((key) => key !== "series")
    .map((key) => [key, `--${key}`]);
}

function seriesName(index: number): string {
  return `--series-${index + 1}`;
}

const DASHES = [undefined, "7 3", "2 3", "9 3 2 3", "5 2", "1 2"];
const SYMBOLS = ["circle", "triangle", "square", "diamond", "star", "cross"] as const;

/** How the variant at `index` is drawn: colour, dashes and symbol each tell it apart alone. */
export function seriesLook(theme: ChartTheme, index: number) {
  const round = Math.floor(index / theme.series.length);
  return {
    color: theme.series[index % theme.series.length]!,
    // A second round of the same colours gets other dashes.
    dash: DASHES[(index + round) % DASHES.length],
    symbol: SYMBOLS[(index + round) % SYMBOLS.length]!,
  };
}
