import type { Measured, Truth } from "./measured.ts";

const COLUMNS = [
  "",
  "difference ± s.e.",
  "sd",
  "dz",
  "r",
  "skew",
  "ratio, %",
  "dz of logs",
  "skew of logs",
];

/** What each comparison is in truth, in Markdown. */
export function populationTable(all: readonly Measured[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [
    "**The populations: validation loss at the last epoch, candidate minus baseline**",
    "",
    line(COLUMNS),
    `|---|${"--:|".repeat(COLUMNS.length - 1)}`,
    ...all.map((measured) => line(cellsOf(measured))),
  ].join("\n");
}

function cellsOf({ comparison, divergedCount, truth }: Measured): string[] {
  const { linear, log } = truth;
  if (divergedCount > 0) {
    const note = `no mean: ${divergedCount} pairs diverged`;
    return [comparison.name, note, ...COLUMNS.slice(2).map(() => "–")];
  }
  return [
    comparison.name,
    `${short(linear.measured)} ± ${linear.standardError.toPrecision(1)}`,
    short(linear.sd),
    ...shapeOf(linear, true),
    ...(log === null ? ["–", "–", "–"] : [ratio(log), ...shapeOf(log, false)]),
  ];
}

function shapeOf(truth: Truth, hasCorrelation: boolean): string[] {
  const { measured, sd, correlation, skewness } = truth;
  const fixed = (value: number | null) => (value === null ? "–" : value.toFixed(2));
  return [
    fixed(measured / sd),
    ...(hasCorrelation ? [fixed(correlation)] : []),
    skewness === null ? "–" : skewness.toFixed(1),
  ];
}

function ratio({ measured }: Truth): string {
  const percent = 100 * Math.expm1(measured);
  return `${percent > 0 ? "+" : ""}${percent.toFixed(1)}`;
}

function short(value: number): string {
  return String(Number(value.toPrecision(2)));
}
