import { writeFileSync } from "node:fs";
import { markedSection } from "../marked-section.ts";
import { type MissSeries, missChart } from "./miss-chart.ts";
import { nameOf, type Scored } from "./tables.ts";

/** The tables in the documentation. */
export const TABLES = markedSection(
  new URL("../../docs/calibration.md", import.meta.url),
  "<!-- tables: npm run calibrate -- --write -->",
  "<!-- end of tables -->",
);

const PICTURE = new URL("../../docs/calibration.svg", import.meta.url);

/** The rules in the picture, by the names that the tables have; more would hide each other. */
const SHOWN = [
  "budget 5..30, log",
  "budget 5..30",
  "t test after each of 3..30",
  "percentile bootstrap 5",
  "3 seeds, mean ± s.e. apart",
  "EVALSIG watch 30..50",
];

/** Puts the tables and the picture in the place of those in the documentation. */
export async function writeResults(tables: string, losses: readonly Scored[]): Promise<void> {
  TABLES.write(tables);
  writeFileSync(PICTURE, await missChart(SHOWN.map((name) => seriesOf(name, losses))));
}

function seriesOf(name: string, losses: readonly Scored[]): MissSeries {
  const scored = losses.find(({ contestant }) => nameOf(contestant) === name);
  if (scored === undefined) throw new Error(`the picture: needs the rule ${name}`);
  const misses = scored.scores.flatMap(({ comparison, missed }) =>
    missed === null ? [] : [[comparison.name, missed.times / missed.of] as const],
  );
  return { name, misses: new Map(misses), isHollow: name === "budget 5..30" };
}
