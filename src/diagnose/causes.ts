import type { LayerSpec } from "../model/model-spec.ts";
import type { VariantSpec } from "../plan/run.ts";
import type { Arm, Pair } from "./arm.ts";
import { type DeclaredDifference, declaredDifferences } from "./declared-differences.ts";
import type { Rung } from "./finding.ts";
import { showValue } from "./show-value.ts";

/** Which declared differences can show first on a rung, by their paths. */
const BLAMED: Readonly<Record<Rung, RegExp>> = {
  environment: /^$/,
  data: /^(data|training\.(batch|shuffle))|^seeding\.streams/,
  structure: /^layers\./,
  "initial-weights": /Initializer|^initialWeights|^module|^seeding|^layers\.\w[^.]*\.name/,
  "initial-predictions": /^layers\.|^build|^dispatch|^module/,
  "training-flag": /^dispatch|\.(rate|stddev|seed|momentum)$|^seeding/,
  "first-loss": /^training\.loss|[rR]egularizer|^module/,
  gradients: /^training\.(loss|optimizer\.clip)|[rR]egularizer|^layers\.|^module/,
  "first-update": /^training\.optimizer|[cC]onstraint|\.momentum$/,
  step: /^training\.|^seeding|^layers\./,
};

/** Declared differences that explain one on a rung; undefined: none does. */
export function declaredCause({ a, b }: Pair, rung: Rung): string | undefined {
  const declared = declaredDifferences(a.spec, b.spec).filter(({ path }) =>
    BLAMED[rung].test(path),
  );
  return declared.length === 0 ? undefined : listed(declared, a, b);
}

/** The cause as a part of a difference; nothing where none is declared. */
export function because(pair: Pair, rung: Rung): { cause?: string } {
  const cause = declaredCause(pair, rung);
  return cause === undefined ? {} : { cause };
}

/** For example "training.optimizer.epsilon is 1e-7 with A and 1e-8 with B". */
function listed(declared: readonly DeclaredDifference[], a: Arm, b: Arm): string {
  const [first, ...others] = declared;
  const { path, a: x, b: y } = first!;
  const more = others.length > 0 ? ` (and ${others.length} more)` : "";
  return `${path} is ${showValue(x)} with ${a.name} and ${showValue(y)} with ${b.name}${more}`;
}

/** Why a weight starts otherwise, where the specs say it. */
export function causeOfWeight({ a, b }: Pair, layer: string, weight: string): string | undefined {
  const [x, y] = layersCalled(a.spec, b.spec, layer);
  if (!x || !y) return undefined;
  const given = givenCause(a, b);
  if (given !== undefined) return given;
  const initializers = [x, y].map((each) => initializerOf(each, weight));
  const [before, after] = initializers as [Seeded | undefined, Seeded | undefined];
  const [kindA, kindB] = [kindOf(before), kindOf(after)];
  if (kindA !== kindB) {
    return `its initializer is ${kindA} with ${a.name} and ${kindB} with ${b.name}`;
  }
  if (before?.seed !== after?.seed) {
    return `${opSeedCause(a, b, before?.seed, after?.seed)}${builtOtherwise(a, b)}`;
  }
  return streamCause(a, b, "init") ?? nameCause(a, b, x, y) ?? seedCause(a, b);
}

/** Why a masking layer draws otherwise, where the specs say it. */
export function causeOfMask({ a, b }: Pair, layer: string): string | undefined {
  const [x, y] = layersCalled(a.spec, b.spec, layer);
  if (!x || !y) return undefined;
  const [rateA, rateB] = [amountOf(x), amountOf(y)];
  if (rateA !== rateB) return `its rate is ${rateA} with ${a.name} and ${rateB} with ${b.name}`;
  const [seedA, seedB] = [x, y].map((each) => (each as Seeded).seed);
  if (seedA !== seedB) return `${opSeedCause(a, b, seedA, seedB)}${builtOtherwise(a, b)}`;
  const stream = x.kind === "gaussianNoise" ? "noise" : "dropout";
  return streamCause(a, b, stream) ?? nameCause(a, b, x, y) ?? seedCause(a, b);
}

/** Initial weights from a file, and not the same on both sides. */
function givenCause(a: Arm, b: Arm): string | undefined {
  const [x, y] = [a, b].map(({ spec }) => spec.model.initialWeights?.sha256);
  if (x === y) return undefined;
  if (x !== undefined && y !== undefined) return `${a.name} and ${b.name} are given other ones`;
  const [given, drawn] = x === undefined ? [b, a] : [a, b];
  return `they are given with ${given.name} and drawn with ${drawn.name}`;
}

interface Seeded {
  readonly seed?: number;
}

/** What an initializer does, but for its op seed. */
function kindOf(initializer: Seeded | undefined): string {
  const { seed: _, ...rest } = initializer ?? {};
  return JSON.stringify(rest);
}

function initializerOf(layer: LayerSpec, weight: string): Seeded | undefined {
  if (layer.kind === "own") {
    return layer.weights.find(({ name }) => name === weight)?.initializer as Seeded;
  }
  if (layer.kind === "embedding") return layer.embeddingsInitializer as Seeded;
  if (layer.kind !== "dense") return undefined;
  return (weight === "kernel" ? layer.kernelInitializer : layer.biasInitializer) as Seeded;
}

function amountOf(layer: LayerSpec): number | undefined {
  if (layer.kind === "gaussianNoise") return layer.stddev;
  return "rate" in layer ? layer.rate : undefined;
}

/** The layer of that name in a, and the one that stands in its place in b. */
function layersCalled(
  a: VariantSpec,
  b: VariantSpec,
  name: string,
): [LayerSpec | undefined, LayerSpec | undefined] {
  const index = a.model.layers.findIndex((layer) => layer.name === name);
  return [a.model.layers[index], b.model.layers[index]];
}

function opSeedCause(a: Arm, b: Arm, x: number | undefined, y: number | undefined): string {
  return `TensorFlow's op seed for it is ${x} with ${a.name} and ${y} with ${b.name}`;
}

/** Op seeds count the operations of the graph, and how a model is built decides these. */
function builtOtherwise(a: Arm, b: Arm): string {
  const [x, y] = [a.spec.model.build, b.spec.model.build];
  if (x === y) return "";
  const deferred = x === "deferred" ? a : b;
  return `, as ${deferred.name} is built at its first batch and op seeds count what came before`;
}

function streamCause(a: Arm, b: Arm, stream: "init" | "dropout" | "noise"): string | undefined {
  const [x, y] = [a, b].map(({ spec }) => spec.seeding.streams.includes(stream));
  if (x === y) return undefined;
  const [moving, fixed] = x ? [a, b] : [b, a];
  return `the stream "${stream}" follows the seed with ${moving.name} and not with ${fixed.name}`;
}

function nameCause(a: Arm, b: Arm, x: LayerSpec, y: LayerSpec): string | undefined {
  if (x.name === y.name || a.spec.seeding.rule !== "named") return undefined;
  const names = `${x.name} with ${a.name} and ${y.name} with ${b.name}`;
  return `the layer is called ${names}, and layers draw by their names`;
}

function seedCause(a: Arm, b: Arm): string | undefined {
  if (a.spec.seed === b.spec.seed) return undefined;
  return `the seed is ${a.spec.seed} with ${a.name} and ${b.spec.seed} with ${b.name}`;
}
