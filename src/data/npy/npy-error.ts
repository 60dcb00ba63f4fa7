import { SweepError } from "../../base/error.ts";

/** A rule that an array's bytes break. @param where for example `x.npy: byte 8` */
export function brokenArray(where: string, rule: string, got: string, hint?: string): SweepError {
  return new SweepError("CONFIG_INVALID", `${where}: ${rule}, got ${got}`, hint);
}
