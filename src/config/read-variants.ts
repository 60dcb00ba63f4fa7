import { checkShape, readableParts } from "./check-shape.ts";
import type { ReadVariant } from "./config.ts";
import { type Changeable, type Examined, examineTraining } from "./examine-training.ts";
import { dotted, hintFor, isWithin, type Problem } from "./problem.ts";
import { type DataConfig, variantSchema } from "./schema.ts";
import { applySet } from "./set-path.ts";

/**
 * Makes every variant's changes to the base and checks what comes out. A mistake in the base is
 * told once, not once for every variant that it shows through.
 *
 * @param changes the variants as written, in the order of the file
 * @param validation which rows validate; undefined if it cannot be read
 */
export function readVariants(
  base: Changeable,
  changes: readonly (readonly [name: string, change: unknown])[],
  validation: DataConfig["validation"] | undefined,
): { variants: readonly ReadVariant[]; problems: readonly Problem[] } {
  const { problems } = examineTraining(base, [], validation);
  const variants = changes.map(([name, change]) =>
    readVariant(name, change ?? {}, { tree: base, problems, validation }),
  );
  return { variants, problems: [...problems, ...variants.flatMap((variant) => variant.problems)] };
}

interface Base {
  readonly tree: Changeable;
  readonly problems: readonly Problem[];
  readonly validation: DataConfig["validation"] | undefined;
}

function readVariant(name: string, change: unknown, base: Base): ReadVariant {
  const checked = checkShape(variantSchema, change);
  const { without = [], set = {} } = readableParts(variantSchema, change);
  const { tree, paths, problems: unset } = applyAll(base, set);
  const found = examineTraining(tree, without, base.validation);
  const problems = [
    ...checked.problems,
    ...unset,
    ...idleWithout(without, found),
    ...blameVariant(found.problems, base.problems, { without, paths }),
  ].map((problem) => ({ ...problem, path: ["variants", name, ...problem.path] }));
  const { data } = checked;
  const variant = data &&
    found.whole && {
      ...{ name, build: data.build, dispatch: data.dispatch },
      streams: data.streams,
      ...found.whole,
    };
  return { name, train: found.train, variant, problems };
}

/** Makes the changes that can be made; what is set as a whole comes before what is within it. */
function applyAll({ tree: before, problems: told }: Base, set: Readonly<Record<string, unknown>>) {
  const tree = structuredClone(before);
  const problems: Problem[] = [];
  const paths = Object.keys(set).sort((a, b) => a.length - b.length);
  for (const path of paths) {
    const broken = applySet(tree, path, set[path]);
    // Where the base itself breaks off, it has been told.
    if (!broken || told.some((problem) => isWithin(path.split("."), problem.path))) continue;
    problems.push({ path: ["set", path], got: `"${path}"`, atKey: true, ...broken });
  }
  return { tree, paths, problems };
}

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
