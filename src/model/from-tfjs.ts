import type { LayersModel, layers, SymbolicTensor } from "@tensorflow/tfjs-layers";
import { NAME_PATTERN, NAME_RULE } from "../base/name-pattern.ts";
import { type BuildingRecord, knownLayer } from "./from-tfjs-layer.ts";
import { type Configured, constraintOf, initializerOf } from "./from-tfjs-options.ts";
import {
  type Initializer,
  type LayerOptions,
  type LayerSpec,
  MODEL_INPUT,
  type OwnWeight,
} from "./model-spec.ts";

type Layer = layers.Layer;

/** A model of tfjs as layers of ours. */
export interface ConvertedModel {
  readonly layers: readonly LayerSpec[];
  /** names that the user gave, so that their ordinals do not matter */
  readonly named: ReadonlySet<string>;
  /** all of them, as tfjs has them */
  readonly tfjs: readonly Layer[];
  /** by their names, those that are the user's own */
  readonly own: ReadonlyMap<string, Layer>;
}

/** A rule that a model breaks, as a sentence that follows the function's name. */
export class UnfitModel extends Error {}

/**
 * Reads a model's layers off its graph, in the order in which they are called.
 *
 * A layer is called as the user calls it, else by its kind and ordinal within the model: the names
 * that tfjs makes up count on from model to model.
 *
 * @throws UnfitModel where it is not one that layers of ours can stand for
 */
export function modelFromTfjs(model: LayersModel, record: BuildingRecord): ConvertedModel {
  const [inputs, outputs] = [model.inputs, model.outputs];
  if (inputs.length !== 1 || outputs.length !== 1) {
    const got = `${inputs.length} and ${outputs.length}`;
    throw new UnfitModel(`must return a model of one input and one output, got ${got}`);
  }
  const graph: Graph = {
    placed: [],
    names: new Map([[inputs[0]!.id, MODEL_INPUT]]),
    seen: new Set(),
  };
  placeLayers(graph, outputs[0]!, !model.trainable);
  if (graph.placed.length === 0) throw new UnfitModel("must return a model with layers, got none");
  const names = nameLayers(graph.placed, record);
  return {
    layers: graph.placed.map(({ options, inputs: read }, index) => ({
      ...options(record),
      name: names[index]!,
      inputs: read.map((token) => (token === MODEL_INPUT ? token : names[Number(token)]!)),
    })),
    tfjs: graph.placed.map(({ layer }) => layer),
    named: new Set(names.filter((_, index) => userName(graph.placed[index]!.layer) !== undefined)),
    own: new Map(
      graph.placed.flatMap(({ layer, options }, index) =>
        options(record).kind === "own" ? [[names[index]!, layer] as const] : [],
      ),
    ),
  };
}

interface PlacedLayer {
  readonly layer: Layer;
  options(record: BuildingRecord): LayerOptions;
  /** MODEL_INPUT, or places of layers before it */
  readonly inputs: readonly string[];
}

interface Graph {
  readonly placed: PlacedLayer[];
  /** by a tensor's id: the place of the layer that makes it, or MODEL_INPUT */
  readonly names: Map<number, string>;
  /** ids of layers that are placed */
  readonly seen: Set<number>;
}

type Node = Layer["inboundNodes"][number];

/** Places all layers that a tensor needs and that are not placed yet, its own one last. */
function placeLayers(graph: Graph, output: SymbolicTensor, isFrozen: boolean): void {
  const nodes = new Map<number, Node>();
  const visit = (tensor: SymbolicTensor) => {
    if (graph.names.has(tensor.id)) return;
    const { sourceLayer } = tensor;
    const node = sourceLayer.inboundNodes[tensor.nodeIndex]!;
    if (sourceLayer.getClassName() === "InputLayer") {
      throw new UnfitModel(`must return a model of one input, got another, ${sourceLayer.name}`);
    }
    if (nodes.has(node.id)) return;
    nodes.set(node.id, node);
    for (const input of node.inputTensors) visit(input);
  };
  visit(output);
  // Nodes count in the order of the calls.
  const called = [...nodes.values()].sort((a, b) => a.id - b.id);
  for (const node of called) placeNode(graph, node, isFrozen);
}

function placeNode(graph: Graph, node: Node, isFrozen: boolean): void {
  const layer = node.outboundLayer;
  const frozen = isFrozen || !layer.trainable;
  const { inputTensors, outputTensors } = node;
  if (outputTensors.length !== 1) {
    throw new UnfitModel(`layer ${layer.name}: must have one output, got ${outputTensors.length}`);
  }
  const [output] = outputTensors as [SymbolicTensor];
  const inputs = inputTensors.map(({ id }) => graph.names.get(id)!);
  if (isModel(layer)) {
    if (layer.inputs.length !== 1) {
      throw new UnfitModel(`model ${layer.name}: must have one input, got ${layer.inputs.length}`);
    }
    graph.names.set(layer.inputs[0]!.id, inputs[0]!);
    const [inner] = layer.outputs as [SymbolicTensor];
    placeLayers(graph, inner, frozen);
    graph.names.set(output.id, graph.names.get(inner.id)!);
    return;
  }
  if (graph.seen.has(layer.id)) {
    throw new UnfitModel(`layer ${layer.name}: must be called once, got a layer that is shared`);
  }
  graph.seen.add(layer.id);
  const outputShape = rowShape(layer, output);
  graph.names.set(output.id, `${graph.placed.length}`);
  graph.placed.push({
    layer,
    inputs,
    options: (record) =>
      (frozen ? undefined : knownLayer(layer, outputShape, record)) ??
      ownLayer(layer, outputShape, frozen, record),
  });
}

function isModel(layer: Layer): layer is LayersModel {
  return "layers" in layer && "outputs" in layer && "inputs" in layer;
}

function rowShape(layer: Layer, { shape: [, ...row] }: SymbolicTensor): readonly number[] {
  if (row.every((side) => side !== null)) return row as number[];
  const got = `[${row.map((side) => side ?? "unknown").join(", ")}]`;
  throw new UnfitModel(`layer ${layer.name}: must give rows of a shape that is known, got ${got}`);
}

function ownLayer(
  layer: Layer,
  outputShape: readonly number[],
  isFrozen: boolean,
  record: BuildingRecord,
): LayerOptions {
  if ((layer as { stateful?: boolean }).stateful) {
    throw new UnfitModel(`layer ${layer.name}: must not keep a state between batches`);
  }
  const counts = new Map<string, number>();
  const weights = layer.weights.map((weight): OwnWeight => {
    const { name: given } = record.madeWith(weight);
    const count = (counts.get(given) ?? 0) + 1;
    counts.set(given, count);
    const name = count === 1 ? given : `${given}-${count}`;
    const { constraint } = weight as { constraint?: Configured };
    const known = constraint && record.isOfTfjs(constraint) ? constraintOf(constraint) : undefined;
    if (constraint && !known) {
      const rule = `the constraint of ${name} must be maxNorm, unitNorm or nonNeg, along axis 0`;
      throw new UnfitModel(`layer ${layer.name}: ${rule}, got ${constraint.getClassName()}`);
    }
    return {
      ...{ name, shape: weight.shape as number[], trainable: !isFrozen && weight.trainable },
      initializer: ownInitializer(weight, record),
      ...(known && { constraint: known }),
    };
  });
  return { kind: "own", className: layer.getClassName(), outputShape, weights };
}

function ownInitializer(weight: Layer["weights"][number], record: BuildingRecord): Initializer {
  const { initializer } = record.madeWith(weight);
  const isKnown = !record.isGiven(weight) && record.isOfTfjs(initializer);
  return (isKnown ? initializerOf(initializer) : undefined) ?? { kind: "own" };
}

function nameLayers(placed: readonly PlacedLayer[], record: BuildingRecord): readonly string[] {
  const counts = new Map<string, number>();
  const taken = new Set([MODEL_INPUT]);
  return placed.map(({ layer, options }) => {
    const kind = kindName(options(record));
    const ordinal = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, ordinal);
    const name = userName(layer) ?? `${kind}-${ordinal}`;
    if (!NAME_PATTERN.test(name)) {
      throw new UnfitModel(`a layer's name ${NAME_RULE}, got ${JSON.stringify(name)}`);
    }
    if (taken.has(name)) {
      throw new UnfitModel(`a layer's name must not be another's, got ${JSON.stringify(name)}`);
    }
    taken.add(name);
    return name;
  });
}

/** Of the user's own layers their class, so that those of one class are told apart by ordinals. */
function kindName(options: LayerOptions): string {
  if (options.kind !== "own") return options.kind;
  const { className } = options;
  return `${className.charAt(0).toLowerCase()}${className.slice(1)}`;
}

/** What the user calls a layer; undefined where tfjs made a name up: its class and a number. */
function userName(layer: Layer): string | undefined {
  const made = `_${layer.getClassName()}`;
  const start = layer.name.lastIndexOf(made);
  const isMadeUp = start > 0 && /^\d+$/.test(layer.name.slice(start + made.length));
  return isMadeUp ? undefined : layer.name;
}
