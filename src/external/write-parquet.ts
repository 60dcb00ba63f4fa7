import { type ColumnSource, parquetWriteBuffer } from "hyparquet-writer";
import { metricColumns } from "./exported-columns.ts";
import { type ExportedRun, epochCount, valuesOf } from "./exported-run.ts";

/**
 * A sweep's results as the table of `writeCsv`, in Parquet: seeds are INT64, epochs INT32, metrics
 * DOUBLE, null where a run has no such value.
 *
 * @throws SweepError USAGE if a metric is called as another column is
 */
export function writeParquet(sweep: string, runs: readonly ExportedRun[]): Uint8Array {
  const metrics = metricColumns(runs);
  const rowCounts = runs.map(epochCount);
  const ofRuns = <T>(of: (run: ExportedRun) => T): T[] =>
    runs.flatMap((run, index) => new Array<T>(rowCounts[index]!).fill(of(run)));
  const text = (name: string, of: (run: ExportedRun) => string): ColumnSource => ({
    ...{ name, data: ofRuns(of), type: "STRING", nullable: false },
  });
  const epochs = rowCounts.flatMap((count) => Array.from({ length: count }, (_, i) => i + 1));
  const columnData: ColumnSource[] = [
    text("sweep", () => sweep),
    text("variant", ({ variant }) => variant),
    { name: "seed", data: ofRuns(({ seed }) => BigInt(seed)), type: "INT64", nullable: false },
    text("state", ({ state }) => state),
    text("engine", ({ engine }) => engine),
    { name: "epoch", data: epochs, type: "INT32", nullable: false },
    ...metrics.map((name) => metricColumn(name, runs, rowCounts)),
  ];
  return new Uint8Array(parquetWriteBuffer({ columnData, createdBy: "seed-sweep" }));
}

function metricColumn(
  name: string,
  runs: readonly ExportedRun[],
  rowCounts: readonly number[],
): ColumnSource {
  const data = runs.flatMap((run, place) => {
    const values = valuesOf(run, name);
    return Array.from({ length: rowCounts[place]! }, (_, index) => values[index] ?? null);
  });
  // A dictionary would hold 0 and -0 as one value.
  return { name, data, type: "DOUBLE", encoding: "PLAIN" };
}
