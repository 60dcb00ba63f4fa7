import { SweepError } from "../../base/error.ts";

/** What is wrong in a Parquet file, and where; who knows the file's name makes a message of it. */
export class BrokenParquet extends Error {
  constructor(
    /** for example `byte 812, footer` */
    readonly where: string,
    /** what must be, without a full stop */
    readonly rule: string,
    readonly got: string,
  ) {
    super(`${where}: ${rule}, got ${got}`);
  }
}

/**
 * Runs what reads a file. The library throws errors of all kinds at bytes that break its rules;
 * none of them is a bug here.
 *
 * @param file its name
 * @param where in the file, for errors that do not say it
 * @throws SweepError CONFIG_INVALID in place of whatever else is thrown
 */
export function readingParquet<T>(file: string, where: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof SweepError) throw cause;
    const told =
      cause instanceof BrokenParquet ? cause.message : `${where}: ${RULE}, got ${gotOf(cause)}`;
    const hint = "write the file anew; pandas: df.to_parquet(FILE)";
    throw new SweepError("CONFIG_INVALID", `${file}: ${told}`, hint, { cause });
  }
}

const RULE = "must be Parquet as its specification has it";

/** What the library says, where it says it; a TypeError or the like tells of its code alone. */
function gotOf(cause: unknown): string {
  if (!(cause instanceof Error) || cause.name !== "Error") return "bytes that do not";
  if (cause.message.includes("undefined")) return "bytes that do not";
  return `"${cause.message.split("\n", 1)[0]!.replace(/^parquet /, "")}"`;
}
