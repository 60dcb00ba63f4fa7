import { numberStyle, showNumber } from "../base/number.ts";
import type { LadderResult } from "../diagnose/ladder.ts";
import type { Interval } from "../stats/interval.ts";
import { type Colors, NO_COLORS } from "./colors.ts";
import { intervalColumn } from "./interval-column.ts";
import { cut, printable } from "./printable.ts";
import { showLevel } from "./show-difference.ts";
import { alignColumns, type Column } from "./table.ts";
import type { WhyTextOptions } from "./why-text.ts";
import { wrap } from "./wrap.ts";

const WIDTH_MAX = 100;

type Effect = LadderResult["gap"];

/** The rungs between two variants, what each did, and which carries the gap. */
export function renderLadderText(
  result: LadderResult,
  { width: columns = 80, colors = NO_COLORS }: WhyTextOptions = {},
): string {
  const { a, b, metric, seedCount, rungs } = result;
  const width = Math.min(columns, WIDTH_MAX);
  const title = `from ${a} to ${b}, one change at a time: ${metric} over ${seedCount} seeds`;
  const show = shower(result);
  const effects: readonly Effect[] = [...rungs, result.gap];
  const lines = [
    ...wrap(printable(title), width).map((line) => colors.bold(line)),
    "",
    ...table(result, effects, show, width, colors),
    "",
    ...wrap(printable(ladderSentence(result)), width).map((line) => colors.bold(line)),
  ];
  return `${lines.join("\n")}\n`;
}

function table(
  { rungs, a, b }: LadderResult,
  effects: readonly Effect[],
  show: (value: number) => string,
  width: number,
  colors: Colors,
): string[] {
  const changes = rungs.map(({ change, from, to }) => {
    return `${change}: ${inWords(from)} -> ${inWords(to)}`;
  });
  const named = [...changes, `${b} minus ${a}`].map((text) => cut(printable(text), 44));
  const intervals = effects.map(({ interval }) => interval);
  const columns: Column[] = [
    { title: "change", align: "left", cells: named },
    {
      title: "difference",
      align: "right",
      cells: effects.map(({ difference }) => (difference === null ? "-" : show(difference))),
    },
    { ...intervalColumn(intervals, (end) => (end === null ? "-" : show(end))), align: "left" },
  ];
  return alignColumns(columns, width, colors.dim);
}

function inWords(value: unknown): string {
  if (value === undefined) return "not said";
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** "97.5% interval -2.68 to -1.35". */
function range({ low, high, level }: Interval, show: (value: number) => string): string {
  return `${showLevel(level)} interval ${show(low)} to ${show(high)}`;
}

/** All differences in one style, as precise as the narrowest interval. */
function shower({ rungs, gap }: LadderResult): (value: number) => string {
  const all = [...rungs, gap];
  const widths = all.map(({ interval }) => (interval ? interval.high - interval.low : null));
  const style = numberStyle(
    all.map(({ difference }) => difference),
    widths,
  );
  return (value) => showNumber(value, style);
}

/** The rung that moves the metric most, clearly or not. */
function farthest(rungs: LadderResult["rungs"]): LadderResult["rungs"][number] {
  const size = ({ difference }: Effect) => Math.abs(difference ?? 0);
  return rungs.reduce((most, rung) => (size(rung) > size(most) ? rung : most));
}

/** Which change carries the gap, without a full stop. */
export function ladderSentence(result: LadderResult): string {
  const { a, b, rungs, gap, carrier, alone, metric } = result;
  const show = shower(result);
  const joint = rungs.length === 1 ? "" : `, all ${rungs.length} intervals together at their level`;
  if (carrier === null) {
    return `no single change moves ${metric} clearly over these seeds${joint}`;
  }
  const { change, difference, interval, share } = rungs[carrier]!;
  const moved = `${show(difference!)} (${range(interval!, show)})`;
  const part =
    share === null || gap.difference === null
      ? ""
      : `, ${Math.round(100 * share)}% of the ${show(gap.difference)} between ${a} and ${b}`;
  const most = farthest(rungs);
  if (most.change !== change) {
    const unclear = `${most.change} moves it by ${show(most.difference!)}`;
    return (
      `${change} moves ${metric} by ${moved}${part}; it does not carry the gap: ${unclear}, ` +
      "which is not clear over these seeds"
    );
  }
  const carries =
    (share ?? 1) >= 0.5 ? "carries the gap: it" : "is the largest part of the gap: it";
  const by = `${change} ${carries} moves ${metric} by ${moved}${part}`;
  if (!alone || alone.difference === null || !alone.interval) return by;
  return `${by}; alone it moves ${a} by ${show(alone.difference)} (${range(alone.interval, show)})`;
}
