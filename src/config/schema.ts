import { z } from "zod";
import { isPlainObject } from "./check-shape.ts";
import { LAYER_COUNT_MAX, layerSchema } from "./layer-schema.ts";
import { count, leftOut, list, name, object, opSeed, seed } from "./schema-parts.ts";
import { SEED_COUNT_MAX, seedsSchema } from "./seeds-schema.ts";
import { tableValidationSchema, validationSchema } from "./validation-schema.ts";

const STREAMS = ["init", "dropout", "noise", "order", "split"] as const;
const streams = list(z.enum(STREAMS), { min: 1, max: STREAMS.length });

/** `named` may go without saying beside the one option that only it has. */
function withRule(seeding: unknown): unknown {
  if (typeof seeding === "string") return { rule: seeding };
  const isNamed = isPlainObject(seeding) && Object.hasOwn(seeding, "coupling");
  return isNamed ? { rule: "named", ...seeding } : seeding;
}

const uncoupled = (rule: string) =>
  leftOut(`must be left out with seeding ${rule}, whose kernels are drawn by flat index`);
const seeding = z.preprocess(
  withRule,
  z.discriminatedUnion("rule", [
    object({ rule: z.literal("named"), coupling: z.literal("position").optional() }),
    object({ rule: z.literal("tf1-op"), coupling: uncoupled("tf1-op") }),
    object({
      rule: z.literal("tf1-graph"),
      coupling: uncoupled("tf1-graph"),
      lastId: opSeed.optional(),
      stride: count.max(1_000_000).default(16),
    }),
  ]),
);
export type SeedingConfig = z.output<typeof seeding>;

/** NumPy's legacy seeds are 32-bit. */
const numpySeed = seed.max(2 ** 32 - 1);

const isShare = ({ code }: { readonly code?: string }) =>
  code === "invalid_type" ? "must be a share of the rows, or a block as {random: 0.2}" : undefined;
const share = z.number({ error: isShare }).min(0).lt(1);

export const sineWindowsSchema = object({
  source: z.literal("sine-windows"),
  rows: count.max(2_000_000).default(100_000),
  seed: seed.default(1),
  shuffle: numpySeed.optional(),
  take: count.optional(),
  validation: validationSchema(share).default(0),
});
export const irisSchema = object({
  source: z.literal("iris"),
  shuffle: numpySeed.optional(),
  validation: validationSchema(share.max(0.99)).default(0), // of 150 rows one is left
});

/** More target columns than this are inputs that were mistaken for targets. */
const TARGET_COUNT_MAX = 1000;
/** A file has no more columns than this. */
const IGNORED_COUNT_MAX = 10_000;
const namesColumns = ({ code }: { readonly code?: string }) =>
  code === "invalid_type" ? "must be a column's name or a list of them" : undefined;
/** One name may stand for a list of one. */
const columns = ({ min, max }: { readonly min: number; readonly max: number }) =>
  z.preprocess(
    (value) => (typeof value === "string" || typeof value === "number" ? [value] : value),
    z.array(z.unknown(), { error: namesColumns }).min(min).max(max).pipe(z.array(z.string())),
  );
const path = z.string().min(1, "must be a file's name");
const tableParts = {
  path,
  target: columns({ min: 1, max: TARGET_COUNT_MAX }),
  ignore: columns({ min: 0, max: IGNORED_COUNT_MAX }).optional(),
  shuffle: numpySeed.optional(),
  validation: tableValidationSchema(share).default(0),
  standardize: z.boolean().default(true),
};
export const csvSchema = object({ source: z.literal("csv"), ...tableParts });
export const parquetSchema = object({ source: z.literal("parquet"), ...tableParts });
export const npySchema = object({
  source: z.literal("npy"),
  path,
  inputs: z.string().min(1, "must be an array's name").optional(),
  targets: z.string().min(1, "must be a file's or an array's name"),
  shuffle: numpySeed.optional(),
  validation: validationSchema(share).default(0),
  standardize: z.boolean().default(false), // who makes arrays has prepared them
});
/** A name as a module exports it; the default export is meant where none is given. */
const exportName = z
  .string()
  .regex(/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u, "must be the name of an export");
export const moduleRowsSchema = object({
  source: z.literal("module"),
  path: z.string().min(1, "must be a module's file"),
  export: exportName.optional(),
  shuffle: numpySeed.optional(),
  validation: validationSchema(share).default(0),
});
const data = z.discriminatedUnion("source", [
  sineWindowsSchema,
  irisSchema,
  csvSchema,
  parquetSchema,
  npySchema,
  moduleRowsSchema,
]);
export type DataConfig = z.output<typeof data>;

const file = z.string().min(1, "must be a file's name");
/** How a model may be given; the key that only one form has tells which one is meant. */
const writtenSchema = object({
  layers: list(layerSchema, { min: 1, max: LAYER_COUNT_MAX }),
  weights: file.optional(),
});
const besideFile = leftOut("must be left out, as the model comes from a file");
const kerasSchema = object({
  ...{ keras: file, weights: file.optional() },
  ...{ layers: besideFile, module: besideFile, export: besideFile },
});
export const moduleSchema = object({
  ...{ module: file, export: exportName.optional(), weights: file.optional() },
  layers: besideFile,
});

/** The schema of the form in which a model is given. */
export function modelSchemaOf(model: unknown) {
  if (!isPlainObject(model)) return writtenSchema;
  if (Object.hasOwn(model, "keras")) return kerasSchema;
  return Object.hasOwn(model, "module") ? moduleSchema : writtenSchema;
}

export const variantSchema = object({
  build: z.enum(["static", "deferred"]).default("static"),
  dispatch: z.enum(["fit", "call"]).default("fit"),
  streams: streams.optional(),
  without: list(z.string(), { min: 1, max: LAYER_COUNT_MAX }).optional(),
  // paths and values are checked against the base they change
  set: z.record(z.string(), z.unknown()).optional(),
  /** a model of its own, in place of the base */
  keras: file.optional(),
  module: file.optional(),
  export: exportName.optional(),
  weights: file.optional(),
});

/** Below three pairs nothing can be inferred, so there is nothing to look at. */
const look = count.min(3, "must be at least 3 pairs").max(SEED_COUNT_MAX);
const isAscending = (looks: readonly number[]) =>
  looks.every((n, index) => n > (looks[index - 1] ?? 0));
const atPattern = /^(last|best|auc|epoch:[1-9][0-9]{0,8})$/;
export const compareSchema = object({
  metric: z.string().optional(),
  at: z.string().regex(atPattern, "must be last, best, auc or epoch:N").default("last"),
  direction: z.enum(["min", "max"]).optional(),
  baseline: z.string().optional(),
  margin: z.number().positive().optional(),
  alpha: z.number().gt(0).lt(0.5).default(0.05),
  mode: z.enum(["fixed", "budget", "open-ended"]).optional(),
  scale: z.enum(["linear", "log"]).optional(),
  pairs: z.enum(["baseline", "all"]).default("baseline"),
  looks: list(look, { min: 1, max: SEED_COUNT_MAX })
    .refine(isAscending, "must ascend, for example [5, 10, 20]")
    .optional(),
  failureValue: z.number().optional(),
});
export type CompareConfig = z.output<typeof compareSchema>;

/** More variants than this is a slip of the loop that wrote them, not a comparison. */
export const VARIANT_COUNT_MAX = 1000;

/** What all variants share; the parts they may change are read variant by variant. */
export const sweepSchema = object({
  name,
  seeds: seedsSchema,
  streams: streams.optional(),
  seeding: seeding.prefault("named"),
  engine: z.enum(["auto", "compiled", "tfjs-node", "tfjs-wasm", "tfjs-cpu"]).default("auto"),
  data,
  train: z.unknown().optional(),
  model: z.unknown().optional(),
  variants: z
    .record(name, z.unknown())
    .refine((variants) => Object.keys(variants).length > 0, "must name at least one variant")
    .superRefine((variants, context) => {
      const count = Object.keys(variants).length;
      if (count <= VARIANT_COUNT_MAX) return;
      const message = `must be at most ${VARIANT_COUNT_MAX} variants`;
      context.addIssue({ code: "custom", message, params: { got: `${count}` } });
    }),
  compare: compareSchema.prefault({}),
});
