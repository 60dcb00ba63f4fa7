import { z } from "zod";
import { layerSchema } from "./layer-schema.ts";
import { count, name, object } from "./schema-parts.ts";
import { seedsSchema } from "./seeds-schema.ts";
import { trainSchema } from "./train-schema.ts";

const LATER = "is planned but not built yet";

export const STREAMS = ["init", "dropout", "noise", "order"] as const;

const lastId = z.int().min(0).max(2 ** 31 - 2);
const seeding = z.preprocess(
  (value) => (typeof value === "string" ? { rule: value } : value),
  z.discriminatedUnion("rule", [
    object({ rule: z.literal("named") }),
    object({ rule: z.literal("tf1-op") }),
    object({
      rule: z.literal("tf1-graph"),
      lastId: lastId.optional(),
      stride: count.max(1_000_000).default(16),
    }),
  ]),
);
export type SeedingConfig = z.output<typeof seeding>;

/** NumPy's legacy seeds are 32-bit. */
const numpySeed = z
  .int()
  .min(0)
  .max(2 ** 32 - 1);

const data = z.discriminatedUnion("source", [
  object({
    source: z.literal("sine-windows"),
    rows: count.max(2_000_000).default(100_000),
    seed: z.int().min(0).default(1),
    shuffle: numpySeed.optional(),
    take: count.optional(),
    validation: z.number().min(0).lt(1).default(0),
  }),
]);
export type DataConfig = z.output<typeof data>;

export const modelSchema = object({ layers: z.array(layerSchema).min(1) });
export type ModelConfig = z.output<typeof modelSchema>;

/** A `set` path and its value; the path is checked against the base when it is applied. */
const set = z.record(z.string(), z.unknown());
export const variantSchema = object({
  build: z.enum(["static", "deferred"]).default("static"),
  dispatch: z.enum(["fit", "call"]).default("fit"),
  without: z.array(z.string()).min(1).optional(),
  set: set.optional(),
});
export type VariantConfig = z.output<typeof variantSchema>;

const atPattern = /^(last|best|auc|epoch:[1-9][0-9]*)$/;
export const compareSchema = object({
  metric: z.string().optional(),
  at: z.string().regex(atPattern, "must be last, best, auc or epoch:N").default("last"),
  direction: z.enum(["min", "max"]).optional(),
  baseline: z.string().optional(),
  margin: z.number().positive().optional(),
  alpha: z.number().gt(0).lt(1).default(0.05),
  mode: z.literal("fixed", `fixed is what is built; budget and open-ended: ${LATER}`).default("fixed"),
  scale: z.literal("linear", `linear is what is built; the others: ${LATER}`).default("linear"),
  pairs: z.enum(["baseline", "all"]).default("baseline"),
});
export type CompareConfig = z.output<typeof compareSchema>;

/** The file as a whole. */
export const configSchema = object({
  name,
  seeds: seedsSchema,
  streams: z.array(z.enum(STREAMS)).min(1).optional(),
  seeding: seeding.prefault("named"),
  engine: z.enum(["auto", "compiled", "tfjs-node", "tfjs-wasm", "tfjs-cpu"]).default("auto"),
  data,
  train: trainSchema,
  model: modelSchema,
  variants: z
    .record(name, z.preprocess((value) => value ?? {}, variantSchema))
    .refine((variants) => Object.keys(variants).length > 0, "must name at least one variant"),
  compare: compareSchema.prefault({}),
});
