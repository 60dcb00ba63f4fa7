// The process that runs one query for `user-query.ts` and ends.

import { SweepError } from "../base/error.ts";
import { explainStoreError } from "./explain-store-error.ts";
import { guardedQuery } from "./guarded-query.ts";
import { openStore } from "./open-store.ts";
import type { QueryReply, QueryRequest } from "./user-query.ts";

// Stays until the asking process, once it has the answer, kills it or is gone itself.
process.on("message", (request: QueryRequest) => process.send!(answer(request)));

function answer({ file, sql, limits }: QueryRequest): QueryReply {
  try {
    const store = openStore(file, "read");
    return { kind: "result", result: guardedQuery(store.database, sql, limits) };
  } catch (error) {
    return refusal(explainStoreError(error, file, "read"));
  }
}

function refusal(error: unknown): QueryReply {
  if (error instanceof SweepError) {
    const { code, message, hint } = error;
    return { kind: "refused", code, message, hint };
  }
  return { kind: "bug", stack: error instanceof Error ? String(error.stack) : String(error) };
}
