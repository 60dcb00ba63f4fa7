import type { EarlyStopping } from "../model/training-spec.ts";
import type { EpochValues } from "./engine.ts";

/** The series of a run while it grows, and whether it is time to end it. */
export interface EpochRecord {
  /** @returns whether training goes on after this epoch */
  add(values: EpochValues): boolean;
  /** why the run diverged, or undefined */
  diverged(): string | undefined;
  series(): Record<string, Float64Array>;
}

/** An empty record; the same rules for every engine. */
export function epochRecord(earlyStopping: EarlyStopping | undefined): EpochRecord {
  const columns = new Map<string, number[]>();
  let reason: string | undefined;
  let best = Number.POSITIVE_INFINITY;
  let epochsSinceBest = 0;
  const hasStalled = (values: EpochValues["values"]) => {
    if (!earlyStopping) return false;
    const { metric, direction, patience, minDelta } = earlyStopping;
    const value = (direction === "min" ? 1 : -1) * (values[metric] ?? Number.NaN);
    epochsSinceBest = value < best - minDelta ? 0 : epochsSinceBest + 1;
    if (epochsSinceBest === 0) best = value;
    return epochsSinceBest >= patience;
  };
  return {
    add({ epoch, values }) {
      for (const [metric, value] of Object.entries(values)) {
        columns.set(metric, [...(columns.get(metric) ?? []), value]);
        if (!Number.isFinite(value)) reason ??= `${metric} is ${value} in epoch ${epoch}`;
      }
      return reason === undefined && !hasStalled(values);
    },
    diverged: () => reason,
    series: () =>
      Object.fromEntries([...columns].map(([name, column]) => [name, Float64Array.from(column)])),
  };
}
