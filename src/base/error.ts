/** Every failure a user can cause or meet. The list is the documentation; add here first. */
export type ErrorCode =
  | "USAGE" // a command line that cannot be obeyed
  | "CONFIG_INVALID" // a config, or what it names, breaks a rule
  | "NOT_COMPILED" // a model the compiled engine cannot train
  | "ENGINE_UNAVAILABLE" // the engine asked for does not load on this machine
  | "PNG_UNAVAILABLE" // what draws PNG files is not installed, or has no font to write with
  | "WORKER_DIED" // the training process ended before its runs did
  | "AUDIT_FAILED" // the seed does not do what it says
  | "STORE_DAMAGED" // the database is not one of ours, or not readable
  | "STORE_WRITE"; // the database or an output file cannot be written

/**
 * An expected failure, worded for the person who reads it. Anything else that is thrown is a bug
 * in sweep and exits with 70.
 */
export class SweepError extends Error {
  override readonly name = "SweepError";
  constructor(
    readonly code: ErrorCode,
    /** `<where>: <rule>, got <value>`, without a full stop */
    message: string,
    /** the next thing to type or to look at */
    readonly hint?: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
