import type { EpochValues } from "../plan/run.ts";

/** Epochs on their way to the disk. */
export interface EpochBuffer {
  add(values: EpochValues): void;
  /** records what waits now */
  flush(): void;
  /** takes out what waits, unrecorded */
  take(): readonly EpochValues[];
}

/** A commit waits for the disk; short epochs share one. Nobody misses a tenth of a second. */
const WAIT_MS = 100;

/** @param record is given the epochs that came in since it was last called, in order */
export function epochBuffer(record: (epochs: readonly EpochValues[]) => void): EpochBuffer {
  let waiting: EpochValues[] = [];
  let timer: NodeJS.Timeout | undefined;
  const take = () => {
    clearTimeout(timer);
    timer = undefined;
    const taken = waiting;
    waiting = [];
    return taken;
  };
  const flush = () => {
    const taken = take();
    if (taken.length > 0) record(taken);
  };
  return {
    add(values) {
      waiting.push(values);
      timer ??= setTimeout(flush, WAIT_MS);
    },
    flush,
    take,
  };
}
