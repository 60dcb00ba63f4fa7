import { SweepError } from "../base/error.ts";

/** @throws SweepError USAGE: what is neither would be taken for one of the two */
export function checkDirection(direction: string | undefined): void {
  if (direction === undefined || direction === "min" || direction === "max") return;
  throw new SweepError("USAGE", `direction: must be min or max, got "${direction}"`);
}
