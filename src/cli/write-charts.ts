import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { countOf } from "../base/count-of.ts";
import { SweepError } from "../base/error.ts";
import { type ChartFile, chartFiles } from "../report/chart-files.ts";
import { renderPng } from "../report/png.ts";
import type { Summary } from "../stats/summary.ts";
import type { Io } from "./command.ts";

/**
 * Writes every picture of a report to a folder, as SVG and, where the machine can, as PNG.
 *
 * @throws SweepError STORE_WRITE where the folder cannot be written
 */
export async function writeCharts(summary: Summary, folder: string, io: Io): Promise<void> {
  const charts = await chartFiles(summary);
  write(folder, () => mkdirSync(folder, { recursive: true }));
  for (const { name, svg } of charts) {
    write(folder, () => writeFileSync(join(folder, `${name}.svg`), svg));
  }
  const pngCount = await writePngs(charts, folder, io);
  io.talk(`${countOf(charts.length, "chart")} as SVG, ${pngCount} as PNG in ${folder}\n`);
}

/** A machine that draws no PNG has the SVG files all the same. */
async function writePngs(charts: readonly ChartFile[], folder: string, io: Io): Promise<number> {
  try {
    for (const { name, svg } of charts) {
      const png = await renderPng(svg);
      write(folder, () => writeFileSync(join(folder, `${name}.png`), png));
    }
    return charts.length;
  } catch (error) {
    if (!(error instanceof SweepError) || error.code !== "PNG_UNAVAILABLE") throw error;
    io.talk(`warning: ${error.message}\nhint: ${error.hint}\n`);
    return 0;
  }
}

function write(folder: string, action: () => void): void {
  try {
    action();
  } catch (cause) {
    const got = (cause as NodeJS.ErrnoException).code;
    const rule = "must be a folder that can be written";
    throw new SweepError("STORE_WRITE", `--out ${folder}: ${rule}, got ${got}`, undefined, {
      cause,
    });
  }
}
