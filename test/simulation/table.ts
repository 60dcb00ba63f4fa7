import { type Normals, normalsOf } from "./laws.ts";

/** What the simulation of one question comes to. */
export interface Table {
  readonly title: string;
  /** of the cells; the first column is each row's name */
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

export interface Row {
  readonly name: string;
  readonly cells: readonly Cell[];
}

export interface Cell {
  /** of the repetitions, in [0, 1]; NaN: of none */
  readonly share: number;
  /** of `share`, in [0, 1] */
  readonly standardError: number;
  /** null: shown, but nothing is promised */
  readonly promise: Promised | null;
  /** what the table shows beside the share */
  readonly remark?: string;
}

/** Bounds of a share in a large simulation, in [0, 1]. */
export interface Promised {
  readonly atLeast?: number;
  readonly atMost?: number;
}

/**
 * Repeats something and counts how often it happens.
 *
 * @param site names the random numbers: each cell has its own
 */
export function simulated(
  site: string,
  repetitions: number,
  promise: Promised | null,
  happens: (normal: Normals) => boolean,
): Cell {
  const normal = normalsOf(site);
  let count = 0;
  for (let repetition = 0; repetition < repetitions; repetition++) count += Number(happens(normal));
  const share = count / repetitions;
  return { share, standardError: Math.sqrt((share * (1 - share)) / repetitions), promise };
}

/**
 * The cells that break their promise by more than chance explains, in words.
 *
 * @param standardErrors how many of them chance is allowed
 */
export function brokenPromises({ title, columns, rows }: Table, standardErrors: number): string[] {
  return rows.flatMap(({ name, cells }) =>
    cells.flatMap(({ share, standardError, promise }, index) => {
      const slack = standardErrors * standardError;
      const { atLeast = 0, atMost = 1 } = promise ?? { atLeast: Number.NEGATIVE_INFINITY };
      if (!(share < atLeast - slack || share > atMost + slack)) return [];
      return [`${title}, ${name}, ${columns[index]}: ${percent(share)} %`];
    }),
  );
}

/** Shares in percent; those without a promise in parentheses. */
export function markdown({ title, columns, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [
    `**${title}**`,
    "",
    line(["", ...columns]),
    `|---|${"--:|".repeat(columns.length)}`,
    ...rows.map(({ name, cells }) => line([name, ...cells.map(shown)])),
  ].join("\n");
}

function shown({ share, promise, remark }: Cell): string {
  if (Number.isNaN(share)) return "–";
  const number = promise === null ? `(${percent(share)})` : percent(share);
  return remark === undefined ? number : `${number} ${remark}`;
}

function percent(share: number): string {
  return (100 * share).toFixed(1);
}
