import type { ImportedRun } from "./imported-run.ts";
import type { Mistake } from "./mistake-list.ts";

/** The rows of one metric of one run, in the order of the file. */
interface Rows {
  readonly epochs: number[];
  readonly values: number[];
  readonly lines: number[];
}

type RunRows = Map<string, Rows>;

/** Gathers values by run and metric, from rows in any order. */
export class SeriesTable {
  readonly #variants = new Map<string, Map<number, RunRows>>();
  #epochMin = Number.POSITIVE_INFINITY;
  runCount = 0;

  get variantCount(): number {
    return this.#variants.size;
  }

  hasVariant(variant: string): boolean {
    return this.#variants.has(variant);
  }

  /** Whether the file counts its epochs from 0. */
  get countsFromZero(): boolean {
    return this.#epochMin === 0;
  }

  /** @returns the run, for `add` */
  run(variant: string, seed: number): RunRows {
    const seeds = this.#variants.get(variant) ?? new Map<number, RunRows>();
    const known = seeds.get(seed);
    if (known) return known;
    const run: RunRows = new Map();
    this.#variants.set(variant, seeds.set(seed, run));
    this.runCount++;
    return run;
  }

  add(run: RunRows, metric: string, epoch: number, value: number, line: number): void {
    let rows = run.get(metric);
    if (rows === undefined) {
      rows = { epochs: [], values: [], lines: [] };
      run.set(metric, rows);
    }
    rows.epochs.push(epoch);
    rows.values.push(value);
    rows.lines.push(line);
    if (epoch < this.#epochMin) this.#epochMin = epoch;
  }

  /**
   * The runs, each series in the order of its epochs.
   *
   * @param metrics those to keep
   * @param report is told each epoch that is missing or there twice
   */
  finish(
    metrics: ReadonlySet<string>,
    report: (mistake: Omit<Mistake, "cell">) => void,
  ): ImportedRun[] {
    return [...this.#variants].flatMap(([variant, seeds]) =>
      [...seeds].map(([seed, run]) => {
        const series = this.#series(run, metrics, `variant ${variant}, seed ${seed}`, report);
        return { variant, seed, series, divergence: divergenceOf(series) };
      }),
    );
  }

  #series(
    run: RunRows,
    metrics: ReadonlySet<string>,
    where: string,
    report: (mistake: Omit<Mistake, "cell">) => void,
  ): ReadonlyMap<string, Float64Array> {
    const reported = new Set<number>(); // a row of a wide file holds all metrics
    const series = new Map<string, Float64Array>();
    for (const [metric, rows] of run) {
      if (!metrics.has(metric)) continue;
      const order = inOrder(rows.epochs);
      const mistake = this.#firstGap(rows, order, `${where}, ${metric}`);
      if (mistake && !reported.has(mistake.line)) report(mistake);
      if (mistake) reported.add(mistake.line);
      series.set(
        metric,
        Float64Array.from(order, (index) => rows.values[index]!),
      );
    }
    return series;
  }

  #firstGap({ epochs, lines }: Rows, order: Uint32Array, where: string) {
    const first = this.countsFromZero ? 0 : 1;
    const at = order.findIndex((index, position) => epochs[index] !== first + position);
    if (at < 0) return undefined;
    const [epoch, line] = [epochs[order[at]!]!, lines[order[at]!]!];
    if (at === 0) {
      const from = first === 0 ? "0, as others in the file do" : "1, or all in the file from 0";
      return { line, message: `epoch: ${where} must count from ${from}, got ${epoch} first` };
    }
    const before = order[at - 1]!;
    if (epochs[before] !== epoch) {
      const rule = `epoch: ${where} must go on from ${epochs[before]} without a hole`;
      return { line, message: `${rule}, got ${epoch}` };
    }
    const message = `row: ${where}, epoch ${epoch} must be there once, got it in line`;
    return { line, message: `${message} ${lines[before]} too` };
  }
}

/** Indices in the order of the epochs; of equal ones the first in the file first. */
function inOrder(epochs: readonly number[]): Uint32Array {
  const order = Uint32Array.from(epochs, (_, index) => index);
  const isSorted = epochs.every((epoch, index) => index === 0 || epochs[index - 1]! <= epoch);
  return isSorted ? order : order.sort((a, b) => epochs[a]! - epochs[b]! || a - b);
}

function divergenceOf(series: ReadonlyMap<string, Float64Array>): string | null {
  const firsts = [...series].flatMap(([metric, values]) => {
    const index = values.findIndex((value) => !Number.isFinite(value));
    return index < 0
      ? []
      : [{ index, text: `${metric} is ${values[index]} in epoch ${index + 1}` }];
  });
  return firsts.sort((a, b) => a.index - b.index)[0]?.text ?? null;
}
