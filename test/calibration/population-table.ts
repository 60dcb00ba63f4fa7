import type { Measured, Truth } from "./measured.ts";

/** What each comparison is in truth, by losses, in Markdown. */
export function lossPopulations(all: readonly Measured[]): string {
  const title = "The populations: validation loss at the last epoch, candidate minus baseline";
  const columns = [...COLUMNS, "skew", "ratio, %", "dz of logs", "skew of logs"];
  return table(title, columns, all, ({ truth: { linear, log } }) => [
    ...cellsOf(linear),
    skewOf(linear),
    ...(log === null ? ["–", "–", "–"] : [ratioOf(log), dzOf(log), skewOf(log)]),
  ]);
}

/** The same by accuracies, of which many are tied; higher is better. */
export function accuracyPopulations(all: readonly Measured[]): string {
  const title = "The populations: validation accuracy at the last epoch, candidate minus baseline";
  return table(title, [...COLUMNS, "distinct values", "ties, %"], all, (measured) => {
    const { baseline, candidate, truth } = measured;
    const ties = candidate.filter((value, index) => value === baseline[index]).length;
    return [
      ...cellsOf(truth.linear, -1),
      String(new Set([...baseline, ...candidate]).size),
      ((100 * ties) / candidate.length).toFixed(0),
    ];
  });
}

const COLUMNS = ["", "difference ± s.e.", "sd", "dz", "r"];

function table(
  title: string,
  columns: readonly string[],
  all: readonly Measured[],
  cells: (measured: Measured) => readonly string[],
): string {
  const line = (texts: readonly string[]) => `| ${texts.join(" | ")} |`;
  const row = (measured: Measured) => {
    const { comparison, divergedCount } = measured;
    if (divergedCount === 0) return [comparison.name, ...cells(measured)];
    const note = `none: ${divergedCount} pairs diverged`;
    return [comparison.name, note, ...columns.slice(2).map(() => "–")];
  };
  return [
    `**${title}**`,
    "",
    line(columns),
    `|---|${"--:|".repeat(columns.length - 1)}`,
    ...all.map((measured) => line(row(measured))),
  ].join("\n");
}

/** @param sign -1 where lower was made better */
function cellsOf(truth: Truth, sign: 1 | -1 = 1): string[] {
  const { measured, standardError, sd, correlation } = truth;
  return [
    `${short(sign * measured)} ± ${standardError.toPrecision(1)}`,
    short(sd),
    dzOf(truth, sign),
    correlation === null ? "–" : correlation.toFixed(2),
  ];
}

function dzOf({ measured, sd }: Truth, sign: 1 | -1 = 1): string {
  return ((sign * measured) / sd).toFixed(2);
}

function skewOf({ skewness }: Truth): string {
  return skewness === null ? "–" : skewness.toFixed(1);
}

function ratioOf({ measured }: Truth): string {
  const percent = 100 * Math.expm1(measured);
  return `${percent > 0 ? "+" : ""}${percent.toFixed(1)}`;
}

function short(value: number): string {
  return String(Number(value.toPrecision(2)));
}
