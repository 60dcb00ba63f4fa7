import { SweepError } from "../base/error.ts";
import type { Store } from "./store.ts";
import { inTransaction } from "./transaction.ts";

/** Commits writes in groups, one transaction a group, as each commit waits for the disk. */
export interface GroupCommit {
  /**
   * Has a write committed together with others, in the order in which they were submitted.
   *
   * @param action writes to the store and does nothing else; not async
   * @returns what `action` returned, once it is on disk
   * @throws what `action` threw; its own writes are undone, the rest of the group is committed
   * @throws SweepError STORE_WRITE or STORE_DAMAGED if the database cannot be written; the whole
   *   group is undone
   */
  submit<T>(action: () => T): Promise<T>;
  /**
   * Has everything that waits committed at the end of this turn of the event loop: for a caller
   * that cannot go on before. Writes submitted later in the same turn still join.
   */
  hurry(): void;
}

export interface GroupLimits {
  /** writes in a group, at most; >= 1 */
  readonly size: number;
  /** how long a write waits for others, at most */
  readonly waitMs: number;
}

const LIMITS: GroupLimits = { size: 64, waitMs: 20 };

interface Member {
  action(): unknown;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/**
 * A write that arrives more than `waitMs` after the last commit is committed at the end of its turn
 * of the event loop. One that arrives sooner waits until `waitMs` have passed, so that groups form
 * only while writes are frequent.
 */
export function groupCommit(store: Store, { size, waitMs } = LIMITS): GroupCommit {
  const waiting: Member[] = [];
  let timer: NodeJS.Timeout | undefined;
  let turnEnd: NodeJS.Immediate | undefined;
  let committedAt = Number.NEGATIVE_INFINITY;
  const flush = () => {
    clearTimeout(timer);
    clearImmediate(turnEnd);
    timer = turnEnd = undefined;
    commit(store, waiting.splice(0));
    committedAt = performance.now();
  };
  const hurry = () => {
    if (waiting.length > 0) turnEnd ??= setImmediate(flush);
  };
  return {
    submit: (action) =>
      new Promise((resolve, reject) => {
        waiting.push({ action, resolve, reject });
        const restMs = committedAt + waitMs - performance.now();
        if (waiting.length >= size) flush();
        else if (restMs <= 0) hurry();
        else timer ??= setTimeout(flush, restMs);
      }),
    hurry,
  };
}

/** Settles the members' promises, but none before the whole group is on disk. */
function commit(store: Store, group: readonly Member[]): void {
  try {
    const settlings = inTransaction(store, () => group.map((member) => writeOne(store, member)));
    for (const settle of settlings) settle();
  } catch (error) {
    for (const { reject } of group) reject(error);
  }
}

/**
 * Part of a transaction. A member that throws is undone alone.
 *
 * @returns settles its promise
 */
function writeOne(store: Store, { action, resolve, reject }: Member): () => void {
  try {
    const value = inTransaction(store, action);
    return () => resolve(value);
  } catch (error) {
    // A failing database fails the whole group, which SQLite may have rolled back already.
    if (isOfStore(error) || !store.database.inTransaction) throw error;
    return () => reject(error);
  }
}

function isOfStore(error: unknown): boolean {
  return error instanceof SweepError && /^STORE_/.test(error.code);
}
