import { type ChildProcess, fork } from "node:child_process";
import { type ErrorCode, SweepError } from "../base/error.ts";
import { compiledModule } from "../base/package-files.ts";
import type { QueryResult, ResultLimits } from "./guarded-query.ts";

export interface QueryLimits extends ResultLimits {
  /** from the start of the process that runs the query */
  readonly timeMsMax: number;
}

export const QUERY_LIMITS: QueryLimits = {
  rowCountMax: 100_000,
  sizeBytesMax: 64 * 2 ** 20,
  timeMsMax: 30_000,
};

/** What the child is asked. */
export interface QueryRequest {
  readonly file: string;
  readonly sql: string;
  readonly limits: ResultLimits;
}

/** What the child answers, once. */
export type QueryReply =
  | { readonly kind: "result"; readonly result: QueryResult }
  | {
      readonly kind: "refused";
      readonly code: ErrorCode;
      readonly message: string;
      readonly hint?: string;
    }
  | { readonly kind: "bug"; readonly stack: string };

/**
 * Runs a user's SQL on a database, read-only and in a process of its own: native code that loops
 * cannot be interrupted, only killed.
 *
 * @throws SweepError USAGE where the SQL is wrong, writes, or takes or gives too much; as
 *   `openStore` where the database does not open
 */
export async function userQuery(
  file: string,
  sql: string,
  limits: QueryLimits = QUERY_LIMITS,
): Promise<QueryResult> {
  const child = startChild();
  child.send({ file, sql, limits } satisfies QueryRequest);
  const reply = await replyWithin(child, limits.timeMsMax);
  if (reply.kind === "result") return reply.result;
  if (reply.kind === "bug") throw new Error(reply.stack);
  throw new SweepError(reply.code, reply.message, reply.hint);
}

function startChild(): ChildProcess {
  return fork(compiledModule("store/user-query-child", import.meta.url), {
    execArgv: [],
    serialization: "advanced", // JSON has neither bigint nor Infinity.
    stdio: ["ignore", "ignore", "ignore", "ipc"], // A crash of V8 prints pages of its own.
  });
}

function replyWithin(child: ChildProcess, timeMsMax: number): Promise<QueryReply> {
  return new Promise<QueryReply>((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(endedEarly(`end within ${timeMsMax / 1000} s`, "no result by then"));
    }, timeMsMax);
    child.on("message", resolve);
    child.on("error", reject);
    child.on("exit", (exitCode, signal) => {
      reject(endedEarly("fit into memory", `a process that ended with ${signal ?? exitCode}`));
    });
    child.on("close", () => clearTimeout(timer));
  }).finally(() => child.kill("SIGKILL"));
}

function endedEarly(rule: string, got: string): SweepError {
  return new SweepError("USAGE", `query: must ${rule}, got ${got}`, "ask for less at a time");
}
