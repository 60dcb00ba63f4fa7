import { stringify } from "yaml";
import { isPlainObject } from "./check-shape.ts";
import { isFiled } from "./examine-training.ts";
import { readYaml } from "./yaml-source.ts";

/** One place in which two variants of a config differ. */
export interface VariantChange {
  /** as the config spells it, for example "dispatch" or "set model.layers.1.dropout.rate" */
  readonly path: string;
  /** undefined: not said */
  readonly from: unknown;
  readonly to: unknown;
}

/** A sweep whose variants lead from one variant to another, one change at a time. */
export interface Ladder {
  readonly name: string;
  /** YAML; its first variant is the one and its last the other */
  readonly text: string;
  /** the variants' names, in order: one more than there are changes */
  readonly variants: readonly string[];
  readonly changes: readonly VariantChange[];
  /** the change that `alone` makes to the first variant, where it was asked for */
  readonly alone?: string;
}

export interface LadderOptions {
  readonly a: string;
  readonly b: string;
  /** to train with, in place of the config's */
  readonly seeds: readonly number[];
  /** where a file lies that the config names: the ladder's config lies nowhere */
  readonly placeOf: (path: string) => string;
  /** place of a change, to be made by itself in one more variant */
  readonly alone?: number;
}

/**
 * The ladder between two variants of a config. Its changes come in the order of their keys in the
 * file, those of the first variant before those of the second.
 *
 * @param text a config that `parseConfig` takes
 */
export function ladderConfig(text: string, { a, b, seeds, placeOf, alone }: LadderOptions): Ladder {
  const { value } = readYaml(text, "config");
  const config = value as {
    name: string;
    model?: unknown;
    variants: Record<string, unknown>;
    compare?: object;
  };
  const ends = [a, b].map((name) => config.variants[name]);
  // One of another source or size takes no weights and no changes of the one before.
  const isModelWhole = ends.some(isFiled);
  const [from, to] = ends.map((end) => entriesOf(end, isModelWhole));
  const keys = [...new Set([...from!.keys(), ...to!.keys()])];
  const changes = keys.flatMap((path): VariantChange[] => {
    const change = { path, from: from!.get(path), to: to!.get(path) };
    return JSON.stringify(change.from) === JSON.stringify(change.to) ? [] : [change];
  });
  const names = changes.map((change, index) =>
    index === changes.length - 1 ? b : rungName(index + 1, change),
  );
  const rungs = names.map((name, index) => {
    return [name, variantWith(from!, changes.slice(0, index + 1))] as const;
  });
  const name = `${config.name.slice(0, NAME_MAX - SUFFIX.length)}${SUFFIX}`;
  const single = alone === undefined ? undefined : `only-${rungName(alone + 1, changes[alone]!)}`;
  const steps = [
    [a, variantWith(from!, [])] as const,
    ...rungs,
    ...(single === undefined ? [] : [[single, variantWith(from!, [changes[alone!]!])] as const]),
  ];
  const variants = Object.fromEntries(
    steps.map(([step, variant]) => [step, withPlaces(variant, placeOf)]),
  );
  const { looks: _, mode: __, ...compare } = (config.compare ?? {}) as Record<string, unknown>;
  // Shares of a gap add up in units of the metric, not as ratios.
  const asked = { ...compare, scale: "linear", baseline: a, pairs: "baseline" };
  const ladder = {
    ...config,
    ...(config.model !== undefined && { model: withPlaces(config.model, placeOf) }),
    ...{ name, seeds, variants, compare: asked },
  };
  return {
    ...{ name, text: stringify(ladder), variants: [a, ...names], changes },
    ...(single !== undefined && { alone: single }),
  };
}

const NAME_MAX = 64;
const SUFFIX = "+ladder";

/** The files that a model or a variant names, each by its place. */
function withPlaces(written: unknown, placeOf: LadderOptions["placeOf"]): unknown {
  if (!isPlainObject(written)) return written;
  const named = (block: Record<string, unknown>, keys: readonly string[]) =>
    keys.flatMap((key) => {
      const path = block[key];
      return typeof path === "string" ? [[key, placeOf(path)] as const] : [];
    });
  const own = Object.fromEntries(named(written, ["keras", "module", "weights"]));
  const { set } = written;
  if (!isPlainObject(set)) return { ...written, ...own };
  return {
    ...{ ...written, ...own },
    set: { ...set, ...Object.fromEntries(named(set, ["model.weights"])) },
  };
}

interface VariantConfig {
  readonly set?: Readonly<Record<string, unknown>>;
  readonly without?: readonly string[];
  readonly [key: string]: unknown;
}

const MODEL_KEYS = ["keras", "module", "export", "weights"];

/**
 * A variant's changes to the base, one entry each.
 *
 * @param isModelWhole whether all that makes the model is one change
 */
function entriesOf(variant: unknown, isModelWhole: boolean): Map<string, unknown> {
  const {
    set = {},
    without = [],
    ...rest
  } = (isPlainObject(variant) ? variant : {}) as VariantConfig;
  if (isModelWhole) {
    const isOfModel = ([key]: [string, unknown]) => MODEL_KEYS.includes(key);
    const ofSet = Object.entries(set).filter(([path]) => path.startsWith("model."));
    const model = {
      ...Object.fromEntries(Object.entries(rest).filter(isOfModel)),
      ...(without.length > 0 && { without }),
      ...(ofSet.length > 0 && { set: Object.fromEntries(ofSet) }),
    };
    const others = Object.entries(rest).filter((entry) => !isOfModel(entry));
    const ofTraining = Object.entries(set).filter(([path]) => !path.startsWith("model."));
    const changes = { ...Object.fromEntries(others), set: Object.fromEntries(ofTraining) };
    return new Map([["model", model], ...entriesOf(changes, false)]);
  }
  return new Map<string, unknown>([
    ...Object.entries(rest),
    ...without.map((word): [string, unknown] => [`without ${word}`, true]),
    ...Object.entries(set).map(([path, value]): [string, unknown] => [`set ${path}`, value]),
  ]);
}

/** The base's variant with some changes made to it. */
function variantWith(from: Map<string, unknown>, changes: readonly VariantChange[]): object {
  const entries = new Map(from);
  for (const { path, to } of changes) {
    if (to === undefined) entries.delete(path);
    else entries.set(path, to);
  }
  const wordsOf = (kind: string) =>
    [...entries].flatMap(([path, value]): [string, unknown][] =>
      path.startsWith(`${kind} `) ? [[path.slice(kind.length + 1), value]] : [],
    );
  const { model, ...plain } = Object.fromEntries(
    [...entries].filter(([path]) => !path.includes(" ")),
  ) as { model?: VariantConfig };
  const { set: ofModel, without: left = [], ...source } = model ?? {};
  const without = [...left, ...wordsOf("without").map(([word]) => word)];
  const set = { ...ofModel, ...Object.fromEntries(wordsOf("set")) };
  return {
    ...{ ...plain, ...source },
    ...(without.length > 0 && { without }),
    ...(Object.keys(set).length > 0 && { set }),
  };
}

/** For example "1-dispatch", "2-dropout.rate". */
function rungName(number: number, { path }: VariantChange): string {
  const words = path.split(" ").at(-1)!.split(".").slice(-2).join(".");
  return `${number}-${words.replace(/[^A-Za-z0-9._+-]/g, "_")}`.slice(0, NAME_MAX - "only-".length);
}
