import type { FilePlaces } from "../../base/file-places.ts";
import type { TakenRows } from "../../data/module/take-rows.ts";
import type { OutlinedModel } from "../../engine/outline-model.ts";
import type { EngineName, RunSpec } from "../../plan/run.ts";
import type { ErrorParts } from "../local/messages.ts";

/** A user's module and what of it is called. */
export interface NamedModule {
  /** an absolute path */
  readonly file: string;
  /** the same as messages name it */
  readonly shownFile: string;
  /** undefined: the default one */
  readonly export: string | undefined;
}

/** What a plan has to know of a user's module. */
export type ModuleQuestion =
  | ({ readonly kind: "rows" } & NamedModule)
  | ({ readonly kind: "model"; readonly rows: ModelRows } & NamedModule)
  | ({ readonly kind: "trial" } & Trial & NamedModule);

/** One step with layers of the user's own, to see whether it can be taken. */
export interface Trial {
  readonly engine: EngineName;
  readonly spec: RunSpec;
  readonly files: FilePlaces;
}

/** The rows that a model is built for. */
export interface ModelRows {
  readonly inputShape: readonly number[];
  readonly targetShape: readonly number[];
  readonly classCount?: number | undefined;
}

/** Rows without their numbers. */
export type RowsInShort = Omit<TakenRows, "inputs" | "targets">;

export interface AnswerTo {
  readonly rows: RowsInShort;
  readonly model: OutlinedModel;
  readonly trial: undefined;
}

export type ModuleAnswer =
  | { readonly kind: "answer"; readonly answer: AnswerTo[keyof AnswerTo] }
  | { readonly kind: "refused"; readonly error: ErrorParts };
