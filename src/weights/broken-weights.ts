import { SweepError } from "../base/error.ts";

/** A rule that a file of weights breaks. @param problem `<where>: <rule>, got <value>` */
export function brokenWeights(file: string, problem: string, hint?: string): SweepError {
  return new SweepError("CONFIG_INVALID", `${file}: ${problem}`, hint);
}
