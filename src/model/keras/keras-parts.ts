import type { Activation, Constraint, Initializer, Regularizer } from "../model-spec.ts";
import { FINITE, FROM_ZERO, isObject, KerasBlock, oneOf, POSITIVE } from "./keras-block.ts";

/** Which Keras wrote the file: some words changed their meaning. */
export type KerasVersion = 2 | 3;

const ACTIVATIONS: ReadonlyMap<string, Activation> = new Map([
  ["linear", "linear"],
  ["relu", "relu"],
  ["relu6", "relu6"],
  ["elu", "elu"],
  ["selu", "selu"],
  ["sigmoid", "sigmoid"],
  ["softplus", "softplus"],
  ["softsign", "softsign"],
  ["tanh", "tanh"],
  ["softmax", "softmax"],
  ["swish", "swish"],
  ["silu", "swish"],
  ["mish", "mish"],
  ["gelu", "gelu"],
]);
/** Keras 2's has slope 1/5, Keras 3's 1/6; tfjs, and so this project, has Keras 2's. */
const ACTIVATIONS_2: typeof ACTIVATIONS = new Map([
  ...ACTIVATIONS,
  ["hard_sigmoid", "hardSigmoid"],
]);

export function takeActivation(block: KerasBlock, version: KerasVersion): Activation {
  const known = version === 2 ? ACTIVATIONS_2 : ACTIVATIONS;
  return block.word("activation", known, "linear") ?? "linear";
}

const GLOROT = { scale: 1, mode: "fanAvg" } as const;
const HE = { scale: 2, mode: "fanIn" } as const;
const LE_CUN = { scale: 1, mode: "fanIn" } as const;

type ReadInitializer = (options: KerasBlock) => Initializer | undefined;

const scaling =
  (
    { scale, mode }: { readonly scale: number; readonly mode: "fanAvg" | "fanIn" },
    distribution: "uniform" | "normal",
  ): ReadInitializer =>
  () => ({ kind: "varianceScaling", scale, mode, distribution });

const spread =
  (kind: "randomNormal" | "truncatedNormal"): ReadInitializer =>
  (options) => ({
    ...{ kind, mean: options.number("mean", FINITE, 0) },
    stddev: options.number("stddev", POSITIVE, 0.05),
  });

const identity: ReadInitializer = (options) => {
  return { kind: "identity", gain: options.number("gain", FINITE, 1) };
};
const orthogonal: ReadInitializer = (options) => {
  return { kind: "orthogonal", gain: options.number("gain", FINITE, 1) };
};

const MODES = new Map([
  ["fan_in", "fanIn"],
  ["fan_out", "fanOut"],
  ["fan_avg", "fanAvg"],
] as const);
/** Keras' "normal" is truncated, too. */
const DISTRIBUTIONS = new Map([
  ["truncated_normal", "normal"],
  ["normal", "normal"],
  ["uniform", "uniform"],
] as const);

/** By class, and by the word that stands for a class without options. */
const INITIALIZERS: ReadonlyMap<string, ReadInitializer> = new Map([
  ["Zeros", () => ({ kind: "zeros" })],
  ["Ones", () => ({ kind: "ones" })],
  ["Constant", (options) => ({ kind: "constant", value: options.number("value", FINITE, 0) })],
  ["Identity", identity],
  ["IdentityInitializer", identity],
  ["Orthogonal", orthogonal],
  ["OrthogonalInitializer", orthogonal],
  ["RandomNormal", spread("randomNormal")],
  ["TruncatedNormal", spread("truncatedNormal")],
  [
    "RandomUniform",
    (options) => ({
      kind: "randomUniform",
      minval: options.number("minval", FINITE, -0.05),
      maxval: options.number("maxval", FINITE, 0.05),
    }),
  ],
  [
    "VarianceScaling",
    (options) => {
      const scale = options.number("scale", POSITIVE, 1);
      const mode = options.word("mode", MODES, "fan_in");
      const distribution = options.word("distribution", DISTRIBUTIONS, "truncated_normal");
      return mode && distribution && { kind: "varianceScaling", scale, mode, distribution };
    },
  ],
  ["GlorotUniform", scaling(GLOROT, "uniform")],
  ["GlorotNormal", scaling(GLOROT, "normal")],
  ["HeUniform", scaling(HE, "uniform")],
  ["HeNormal", scaling(HE, "normal")],
  ["LecunUniform", scaling(LE_CUN, "uniform")],
  ["LecunNormal", scaling(LE_CUN, "normal")],
] as const satisfies readonly (readonly [string, ReadInitializer])[]);

/** @param fallback Keras' default, by class */
export function takeInitializer(block: KerasBlock, key: string, fallback: string): Initializer {
  const zeros: Initializer = { kind: "zeros" };
  const named = nameOf(block, key, fallback);
  if (!named) return zeros;
  const read = INITIALIZERS.get(named.name);
  if (!read) {
    block.mistake(key, oneOf([...INITIALIZERS.keys()], named.name), named.name);
    return zeros;
  }
  const initializer = read(named.options);
  named.options.seed();
  named.options.skip("dtype");
  named.options.end();
  return initializer ?? zeros;
}

type ReadRegularizer = (options: KerasBlock) => Regularizer;

const REGULARIZERS: ReadonlyMap<string, ReadRegularizer> = new Map([
  ["L1", (options) => ({ l1: options.number("l1", FROM_ZERO, 0.01), l2: 0 })],
  ["L2", (options) => ({ l1: 0, l2: options.number("l2", FROM_ZERO, 0.01) })],
  [
    "L1L2",
    (options) => ({
      l1: options.number("l1", FROM_ZERO, 0),
      l2: options.number("l2", FROM_ZERO, 0),
    }),
  ],
] as const satisfies readonly (readonly [string, ReadRegularizer])[]);

/** undefined where there is none */
export function takeRegularizer(block: KerasBlock, key: string): Regularizer | undefined {
  return takePart(block, key, REGULARIZERS);
}

type ReadConstraint = (options: KerasBlock) => Constraint;

/** Norms are those of columns, the inputs of one unit. */
const columns = (options: KerasBlock) => options.only("axis", [0]);
const maxNorm: ReadConstraint = (options) => {
  columns(options);
  return { kind: "maxNorm", maxValue: options.number("max_value", POSITIVE, 2) };
};
const unitNorm: ReadConstraint = (options) => {
  columns(options);
  return { kind: "unitNorm" };
};
const nonNeg: ReadConstraint = () => ({ kind: "nonNeg" });
const CONSTRAINTS: ReadonlyMap<string, ReadConstraint> = new Map([
  ["MaxNorm", maxNorm],
  ["UnitNorm", unitNorm],
  ["NonNeg", nonNeg],
]);

/** undefined where there is none */
export function takeConstraint(block: KerasBlock, key: string): Constraint | undefined {
  return takePart(block, key, CONSTRAINTS);
}

function takePart<Part>(
  block: KerasBlock,
  key: string,
  known: ReadonlyMap<string, (options: KerasBlock) => Part>,
): Part | undefined {
  const named = nameOf(block, key, undefined);
  if (!named) return undefined;
  const read = known.get(named.name);
  if (!read) {
    block.mistake(key, oneOf([...known.keys()], named.name), named.name);
    return undefined;
  }
  const part = read(named.options);
  named.options.end();
  return part;
}

/** `{class_name, config}`, or the name alone, as "glorot_uniform". */
function nameOf(
  block: KerasBlock,
  key: string,
  fallback: string | undefined,
): { readonly name: string; readonly options: KerasBlock } | undefined {
  const value = block.take(key) ?? fallback;
  if (value === undefined) return undefined;
  const given = typeof value === "string" ? { class_name: camel(value) } : value;
  const { class_name: name, config = {} } = isObject(given) ? given : {};
  if (typeof name !== "string" || !isObject(config)) {
    block.mistake(key, "must be a block with class_name and config", value);
    return undefined;
  }
  const path = `${block.path}.${key}`;
  return { name, options: new KerasBlock(config, path, block.what, block.findings) };
}

/** "glorot_uniform" as "GlorotUniform"; a class stays as it is. */
function camel(word: string): string {
  return word.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
