import { sha256 } from "../../../src/base/digest.ts";
import { SweepError } from "../../../src/base/error.ts";
import { makeCsvRows } from "../../../src/data/csv/build-csv.ts";
import type { CsvOptions } from "../../../src/data/csv/choose-columns.ts";
import { decodeCsv } from "../../../src/data/csv/read-data-file.ts";
import { resolveCsv } from "../../../src/data/csv/resolve-csv.ts";
import type { CsvSpec, Dataset } from "../../../src/data/dataset.ts";

/** The target is y, the others are inputs as they are. */
export const OPTIONS: CsvOptions = {
  ...{ source: "csv", path: "my.csv", target: ["y"] },
  ...{ validation: 0, standardize: false },
};

/** What a file's text, or its bytes, resolve to. */
export function resolved(content: string | Buffer, options: Partial<CsvOptions> = {}) {
  const bytes = Buffer.from(content);
  return resolveCsv({ bytes, sha256: sha256(bytes) }, "my.csv", { ...OPTIONS, ...options });
}

/** @throws RangeError where the config breaks a rule */
export async function specOf(
  content: string | Buffer,
  options: Partial<CsvOptions> = {},
): Promise<CsvSpec> {
  const found = await resolved(content, options);
  if (found.problems) throw new RangeError(found.problems.map(({ rule }) => rule).join());
  return found.spec;
}

/** The rows of a file, from its text or bytes to the data set. */
export async function rowsOf(
  content: string | Buffer,
  options: Partial<CsvOptions> = {},
): Promise<Dataset> {
  const spec = await specOf(content, options);
  return makeCsvRows(spec, decodeCsv(Buffer.from(content), "my.csv"));
}

/** A row's inputs. */
export function inputsOf({ inputs, inputShape }: Dataset, row: number): number[] {
  const width = inputShape[0]!;
  return [...inputs.subarray(row * width, (row + 1) * width)];
}

/** What is thrown when a file is resolved. */
export async function thrownBy(
  content: string | Buffer,
  options: Partial<CsvOptions> = {},
): Promise<SweepError> {
  const error = await resolved(content, options).catch((thrown: unknown) => thrown);
  if (error instanceof SweepError) return error;
  throw new RangeError(`must throw a SweepError, got ${JSON.stringify(error)}`);
}
