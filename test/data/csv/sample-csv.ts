import { sha256 } from "../../../src/base/digest.ts";
import { SweepError } from "../../../src/base/error.ts";
import { decodeCsv } from "../../../src/data/csv/decode-csv.ts";
import { readCsvCells } from "../../../src/data/csv/read-csv-cells.ts";
import { resolveCsv } from "../../../src/data/csv/resolve-csv.ts";
import type { Dataset, TableSpec } from "../../../src/data/dataset.ts";
import { makeTableRows } from "../../../src/data/table/make-table-rows.ts";
import type { TableOptions } from "../../../src/data/table/table-options.ts";

/** The target is y, the others are inputs as they are. */
export const OPTIONS: TableOptions = {
  ...{ source: "csv", path: "my.csv", target: ["y"] },
  ...{ validation: 0, standardize: false },
};

/** What a file's text, or its bytes, resolve to. */
export function resolved(content: string | Buffer, options: Partial<TableOptions> = {}) {
  const bytes = Buffer.from(content);
  return resolveCsv({ bytes, sha256: sha256(bytes) }, "my.csv", { ...OPTIONS, ...options });
}

/** @throws RangeError where the config breaks a rule */
export async function specOf(
  content: string | Buffer,
  options: Partial<TableOptions> = {},
): Promise<TableSpec> {
  const found = await resolved(content, options);
  if (found.problems) throw new RangeError(found.problems.map(({ rule }) => rule).join());
  return found.spec;
}

/** The rows of a file, from its text or bytes to the data set. */
export async function rowsOf(
  content: string | Buffer,
  options: Partial<TableOptions> = {},
): Promise<Dataset> {
  const spec = await specOf(content, options);
  return makeTableRows(spec, readCsvCells(decodeCsv(Buffer.from(content), "my.csv")));
}

/** A row's inputs. */
export function inputsOf({ inputs, inputShape }: Dataset, row: number): number[] {
  const width = inputShape[0]!;
  return [...inputs.subarray(row * width, (row + 1) * width)];
}

/** What is thrown when a file is resolved. */
export async function thrownBy(
  content: string | Buffer,
  options: Partial<TableOptions> = {},
): Promise<SweepError> {
  const error = await resolved(content, options).catch((thrown: unknown) => thrown);
  if (error instanceof SweepError) return error;
  throw new RangeError(`must throw a SweepError, got ${JSON.stringify(error)}`);
}
