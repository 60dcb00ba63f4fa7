import type { z } from "zod";
import { checkShape, isPlainObject, readableParts } from "./check-shape.ts";
import type { ReadVariant } from "./config.ts";
import { type Changeable, type Examined, examineTraining, isFiled } from "./examine-training.ts";
import { dotted, hintFor, isWithin, type Problem } from "./problem.ts";
import { variantSchema } from "./schema.ts";
import { applySet } from "./set-path.ts";

/**
 * Makes every variant's changes to the base and checks what comes out. A mistake in the base is
 * told once, not once for every variant that it shows through.
 *
 * @param changes the variants as written, in the order of the file
 * @param validation share of the rows that validate; undefined if it cannot be read
 */
export function readVariants(
  base: Changeable,
  changes: readonly (readonly [name: string, change: unknown])[],
  validation: number | undefined,
): { variants: readonly ReadVariant[]; problems: readonly Problem[] } {
  const isNeeded = changes.length === 0 || changes.some(([, change]) => !isFiled(change));
  const found = examineTraining(base, [], validation);
  // Where every variant brings its own model, none has to be there for all of them.
  const isModel = ({ path: [top] }: Problem) => top === "model";
  const isSpared = base.model === undefined && !isNeeded;
  const problems = isSpared ? found.problems.filter((each) => !isModel(each)) : found.problems;
  const variants = changes.map(([name, change]) =>
    readVariant(name, change ?? {}, { tree: base, problems, validation }),
  );
  return { variants, problems: [...problems, ...variants.flatMap((variant) => variant.problems)] };
}

interface Base {
  readonly tree: Changeable;
  readonly problems: readonly Problem[];
  readonly validation: number | undefined;
}

function readVariant(name: string, change: unknown, base: Base): ReadVariant {
  const checked = checkShape(variantSchema, change);
  const parts = readableParts(variantSchema, change);
  const { without = [], set = {} } = parts;
  const { tree, paths, problems: unset } = applyAll(base, ownModel(change, parts), set);
  const found = examineTraining(tree, without, base.validation);
  const problems = [
    ...checked.problems,
    ...misplaced(change),
    ...unset,
    ...idleWithout(without, found),
    // What a variant brings has been checked where it stands.
    ...(isFiled(change)
      ? blameVariant(found.problems.filter(isOfTraining), base.problems, { without, paths })
      : blameVariant(found.problems, base.problems, { without, paths })),
  ].map((problem) => ({ ...problem, path: ["variants", name, ...problem.path] }));
  const { data } = checked;
  const variant = data &&
    found.whole && {
      ...{ name, build: data.build, dispatch: data.dispatch },
      streams: data.streams,
      ...placedIn(name, found.whole, { change, paths }),
    };
  return { name, train: found.train, variant, problems };
}

function isOfTraining({ path: [top] }: Problem): boolean {
  return top === "train";
}

/** The model that a variant brings, or the weights that it puts into the base's. */
function ownModel(
  change: unknown,
  { keras, module, export: name, weights }: Partial<z.output<typeof variantSchema>>,
): ((base: unknown) => unknown) | undefined {
  const given = weights === undefined ? {} : { weights };
  if (isFiled(change)) {
    const source = keras !== undefined ? { keras } : { module, ...(name && { export: name }) };
    return () => ({ ...source, ...given });
  }
  return weights === undefined
    ? undefined
    : (base) => (isPlainObject(base) ? { ...base, weights } : base);
}

/** Keys that say two things at once, or need another beside them. */
function misplaced(change: unknown): Problem[] {
  if (!isPlainObject(change)) return [];
  const { keras, module, export: name } = change;
  if (keras !== undefined && module !== undefined) {
    const rule = "must be left out beside keras: a variant has one model";
    return [{ path: ["module"], rule, atKey: true }];
  }
  if (name === undefined || module !== undefined) return [];
  return [
    { path: ["export"], rule: "needs a module beside it, whose export it names", atKey: true },
  ];
}

/** Files that a variant names itself are named there, in messages too. */
function placedIn<Whole extends NonNullable<Examined["whole"]>>(
  name: string,
  whole: Whole,
  { change, paths }: { readonly change: unknown; readonly paths: readonly string[] },
): Whole {
  const has = (key: string) => isPlainObject(change) && Object.hasOwn(change, key);
  const { source, weights } = whole;
  const own = source && has(source.kind) ? ["variants", name, source.kind] : undefined;
  const weightsAt = has("weights")
    ? ["variants", name, "weights"]
    : paths.includes("model.weights")
      ? ["variants", name, "set", "model.weights"]
      : undefined;
  return {
    ...whole,
    ...(source && own && { source: { ...source, at: own } }),
    ...(weights && weightsAt && { weights: { ...weights, at: weightsAt } }),
  };
}

/** Makes the changes that can be made; what is set as a whole comes before what is within it. */
function applyAll(
  { tree: before, problems: told }: Base,
  toModel: ((base: unknown) => unknown) | undefined,
  set: Readonly<Record<string, unknown>>,
) {
  const copy = structuredClone(before);
  const tree = toModel ? { ...copy, model: toModel(copy.model) } : copy;
  const problems: Problem[] = [];
  const paths = Object.keys(set).sort((a, b) => a.length - b.length);
  for (const path of paths) {
    const isOfFile = path.startsWith("model.") && isFiled(tree.model);
    const broken = isOfFile ? OF_FILE : applySet(tree, path, set[path]);
    // Where the base itself breaks off, it has been told.
    if (!broken || told.some((problem) => isWithin(path.split("."), problem.path))) continue;
    problems.push({ path: ["set", path], got: `"${path}"`, atKey: true, ...broken });
  }
  return { tree, paths, problems };
}

const OF_FILE = {
  rule: "cannot be set, as the model comes from a file",
  hint: "set changes train, and layers that are written in the config; without takes layers out",
};

function idleWithout(without: readonly string[], { outlines }: Examined): Problem[] {
  if (!outlines) return [];
  const present = [...new Set(outlines.flatMap(({ kind, name }) => [kind, name ?? kind]))];
  const rule = "must name a layer or a kind of the model";
  return [...without.entries()]
    .filter(([, word]) => !present.includes(word))
    .map(([index, word]) => ({ path: ["without", index], rule, ...hintFor(word, present) }));
}

/**
 * The rules that a variant's changes break, shown where it makes them, not in the base; what the
 * base breaks by itself is left out.
 */
function blameVariant(
  problems: readonly Problem[],
  told: readonly Problem[],
  { without, paths }: { without: readonly string[]; paths: readonly string[] }, // short to long
): Problem[] {
  const keyOf = ({ path, rule }: Problem) => JSON.stringify([path.map(String), rule]);
  const toldKeys = new Set(told.map(keyOf));
  return problems.flatMap((problem) => {
    const within = paths.findLast((path) => isWithin(problem.path, path.split(".")));
    if (within !== undefined) {
      const below = problem.path.slice(within.split(".").length);
      return [{ ...problem, path: ["set", within, ...below] }];
    }
    if (toldKeys.has(keyOf(problem))) return [];
    const around = paths.find((path) => isWithin(path.split("."), problem.path));
    const change = paths.length === 0 ? ["without"] : without.length === 0 ? ["set"] : [];
    const place = around === undefined ? change : ["set", around];
    const rule = `then ${dotted(problem.path)} ${problem.rule}`;
    return [{ ...problem, path: place, rule, atKey: true }];
  });
}
