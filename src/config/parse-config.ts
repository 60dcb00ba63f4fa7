import { checkMeaning } from "./check-meaning.ts";
import type { Config, Variant } from "./config.ts";
import { explainIssue } from "./explain-issue.ts";
import type { LayerConfig } from "./layer-schema.ts";
import { resolveLayers } from "./resolve-layers.ts";
import { configSchema, modelSchema, variantSchema } from "./schema.ts";
import { isPlainObject, object } from "./schema-parts.ts";
import { applySet } from "./set-path.ts";
import { trainSchema } from "./train-schema.ts";
import { type Problem, readYaml } from "./yaml-source.ts";

const changeableSchema = object({ model: modelSchema, train: trainSchema });

/**
 * Reads a sweep's YAML.
 *
 * @param file its name, for messages
 * @throws SweepError CONFIG_INVALID naming every broken rule with line, column and caret
 */
export function parseConfig(text: string, file: string): Config {
  const source = readYaml(text, file);
  const raw = isPlainObject(source.value) ? source.value : {};
  const base = configSchema.safeParse(source.value, { reportInput: true });
  const problems = base.success ? [] : base.error.issues.flatMap(explainIssue);
  const known = new Set(problems.map(problemKey));
  const variants: Variant[] = [];
  for (const [name, change] of Object.entries(isPlainObject(raw.variants) ? raw.variants : {})) {
    const resolved = resolveVariant(name, change ?? {}, raw);
    if (resolved.variant) variants.push(resolved.variant);
    problems.push(...resolved.problems.filter((problem) => !known.has(problemKey(problem))));
    for (const problem of resolved.problems) known.add(problemKey(problem));
  }
  if (problems.length > 0 || !base.success) return source.fail(problems);
  const { train: _train, model: _model, ...rest } = base.data;
  const config: Config = { ...rest, streams: rest.streams, variants, text };
  const meaning = checkMeaning(config);
  if (meaning.length > 0) source.fail(meaning);
  return config;
}

/** Makes one variant's changes and checks the result; problems point at what the variant says. */
function resolveVariant(
  name: string,
  change: unknown,
  base: Record<string, unknown>,
): { variant?: Variant; problems: Problem[] } {
  const checked = variantSchema.safeParse(change);
  if (!checked.success) return { problems: [] }; // the schema of the whole file has said why
  const { build, dispatch, without, set = {} } = checked.data;
  const at = ["variants", name];
  const tree = structuredClone({ model: base.model, train: base.train });
  const problems: Problem[] = [];
  for (const [path, value] of Object.entries(set)) {
    const broken = applySet(tree, path, value);
    if (broken) problems.push({ ...broken, path: [...at, "set", path], atKey: true });
  }
  if (problems.length > 0) return { problems };
  const parsed = changeableSchema.safeParse(tree, { reportInput: true });
  if (!parsed.success) {
    const found = parsed.error.issues.flatMap(explainIssue);
    return { problems: found.map((problem) => blameSet(problem, at, Object.keys(set))) };
  }
  const configs: readonly LayerConfig[] = parsed.data.model.layers;
  const resolved = resolveLayers(configs, without);
  for (const problem of resolved.problems) {
    const inModel = { ...problem, path: ["model", "layers", ...problem.path], atKey: true };
    problems.push(without ? { ...problem, path: [...at, "without"] } : inModel);
  }
  const present = configs.flatMap((layer) => [layer.kind, layer.name]);
  for (const [index, target] of (without ?? []).entries()) {
    if (present.includes(target)) continue;
    const hint = `the model has ${[...new Set(present)].filter(Boolean).join(", ")}`;
    problems.push({ path: [...at, "without", index], rule: "must name a layer or a kind", hint });
  }
  const named = new Set(configs.flatMap((layer) => layer.name ?? []));
  const { train } = parsed.data;
  return { variant: { name, build, dispatch, layers: resolved.layers, named, train }, problems };
}

/** A rule broken by a `set` is shown where it was set, not in the base it changed. */
function blameSet(problem: Problem, at: readonly string[], paths: readonly string[]): Problem {
  const where = problem.path.map(String).join(".");
  const culprit = paths.find((path) => where.startsWith(path) || path.startsWith(where));
  return culprit === undefined ? problem : { ...problem, path: [...at, "set", culprit] };
}

function problemKey({ path, rule }: Problem): string {
  return JSON.stringify([path.map(String), rule]);
}
