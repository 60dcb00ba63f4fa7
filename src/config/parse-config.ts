import type { z } from "zod";
import { checkMeaning, type SharedParts } from "./check-meaning.ts";
import { checkShape, isPlainObject, readableParts } from "./check-shape.ts";
import type { Config } from "./config.ts";
import { isImport } from "./import-schema.ts";
import { dotted, type Problem } from "./problem.ts";
import { readVariants } from "./read-variants.ts";
import {
  compareSchema,
  csvSchema,
  irisSchema,
  moduleRowsSchema,
  npySchema,
  parquetSchema,
  sineWindowsSchema,
  sweepSchema,
  VARIANT_COUNT_MAX,
} from "./schema.ts";
import { firstLookOf } from "./seeds-schema.ts";
import { readYaml } from "./yaml-source.ts";

/**
 * Reads a sweep's YAML.
 *
 * @param file its name, for messages
 * @throws SweepError CONFIG_INVALID naming every broken rule with line, column and caret
 */
export function parseConfig(text: string, file: string): Config {
  const source = readYaml(text, file);
  if (isImport(source.value)) return source.fail([NOTHING_TO_TRAIN]);
  const shared = checkShape(sweepSchema, source.value);
  const raw = source.value;
  if (!isPlainObject(raw)) return source.fail(shared.problems);
  const parts = sharedParts(shared.data ?? readableParts(sweepSchema, raw), raw);
  const changes = isPlainObject(raw.variants) ? raw.variants : {};
  const order = source.keysOf("variants").slice(0, VARIANT_COUNT_MAX);
  const changed = order.map((name) => [name, changes[name]] as const);
  const read = readVariants({ model: raw.model, train: raw.train }, changed, parts.data.validation);
  const meaning = checkMeaning(parts, read.variants);
  const variants = read.variants.flatMap(({ variant }) => variant ?? []);
  const problems = [...shared.problems, ...read.problems, ...meaning];
  if (problems.length > 0 || !shared.data) return source.fail(withoutEchoes(problems, raw));
  const { train: _train, model: _model, ...rest } = shared.data;
  return { ...rest, firstLook: firstLookOf(raw.seeds), streams: rest.streams, variants, text };
}

const NOTHING_TO_TRAIN: Problem = {
  path: ["imported"],
  rule: "results that were trained elsewhere cannot be trained here",
  atKey: true,
  hint: "report and compare read them; to train, write a config with data, model and variants",
};

/** A block that breaks a rule still tells what its other keys say. */
function sharedParts(
  { seeds, seeding, streams }: Partial<z.output<typeof sweepSchema>>,
  raw: Record<string, unknown>,
): SharedParts {
  const data = readableData(raw.data);
  const compare = readableParts(compareSchema, raw.compare ?? {});
  const isAdaptive = firstLookOf(raw.seeds) !== undefined;
  return { seeds, isAdaptive, seeding, streams, data: "source" in data ? data : {}, compare };
}

function readableData(data: unknown): SharedParts["data"] {
  const source = isPlainObject(data) ? data.source : undefined;
  if (source === "iris") return readableParts(irisSchema, data);
  if (source === "csv") return readableParts(csvSchema, data);
  if (source === "parquet") return readableParts(parquetSchema, data);
  if (source === "npy") return readableParts(npySchema, data);
  if (source === "module") return readableParts(moduleRowsSchema, data);
  return readableParts(sineWindowsSchema, data);
}

/** A misspelled key is one mistake: that the right one is missing goes without saying. */
function withoutEchoes(problems: readonly Problem[], raw: unknown): readonly Problem[] {
  const meant = problems.flatMap(({ path, meant }) =>
    meant === undefined ? [] : [dotted([...path.slice(0, -1), meant])],
  );
  const isMissing = ({ path }: Problem) => valueAt(raw, path) === undefined;
  return problems.filter(
    (problem) => !(meant.includes(dotted(problem.path)) && isMissing(problem)),
  );
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (node, step) => (node as Record<PropertyKey, unknown>)?.[step],
    value,
  );
}
