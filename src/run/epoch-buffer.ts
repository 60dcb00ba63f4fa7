import type { EpochValues } from "../plan/run.ts";

/** Epochs of one run on their way to the disk. */
export interface EpochBuffer {
  add(values: EpochValues): void;
  /** takes out what waits, unrecorded */
  take(): readonly EpochValues[];
}

/** A run that is shorter has its epochs written once, with its result. */
const SHORT_RUN_MS = 1000;

/** Nobody misses a tenth of a second of a longer one. */
const WAIT_MS = 100;

/**
 * For a run that begins now.
 *
 * @param record is given the epochs that came in since it was last called, in order
 */
export function epochBuffer(record: (epochs: readonly EpochValues[]) => void): EpochBuffer {
  const shortUntil = performance.now() + SHORT_RUN_MS;
  let waiting: EpochValues[] = [];
  let timer: NodeJS.Timeout | undefined;
  const take = () => {
    clearTimeout(timer);
    timer = undefined;
    const taken = waiting;
    waiting = [];
    return taken;
  };
  return {
    add(values) {
      waiting.push(values);
      const wait = Math.max(WAIT_MS, shortUntil - performance.now());
      timer ??= setTimeout(() => record(take()), wait);
    },
    take,
  };
}
