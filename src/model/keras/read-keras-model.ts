import { SweepError } from "../../base/error.ts";
import { NAME_PATTERN, NAME_RULE } from "../../base/name-pattern.ts";
import { quoteJson } from "../../base/quote-json.ts";
import { weightCount } from "../given-weights.ts";
import { modelShapes } from "../model-shapes.ts";
import { type LayerSpec, MODEL_INPUT } from "../model-spec.ts";
import { isObject, KerasBlock, KerasFindings, oneOf } from "./keras-block.ts";
import { endLayer, inboundLayers } from "./keras-inputs.ts";
import { KERAS_LAYERS, readLayerOptions } from "./keras-layers.ts";
import type { KerasVersion } from "./keras-parts.ts";

/** A model that Keras wrote, in our words. */
export interface KerasModel {
  /** in calling order, the last one is the output */
  readonly layers: readonly LayerSpec[];
  /** names that were given to layers, not counted out by Keras */
  readonly named: ReadonlySet<string>;
  /** what of the file is passed over, one sentence each */
  readonly notes: readonly string[];
  readonly mistakes?: undefined;
}

/**
 * Reads what Keras' `to_json` wrote: a Sequential or a Functional model of one input and one
 * output, of Keras 3 or Keras 2.
 *
 * @param value of the JSON
 * @param rowShape of the data, which the model has to take
 * @returns or all that is wrong or not supported here, one sentence each
 * @see https://keras.io/api/models/model_saving_apis/model_config_serialization/
 */
export function readKerasModel(
  value: unknown,
  rowShape: readonly number[],
): KerasModel | { readonly mistakes: readonly string[] } {
  const findings = new KerasFindings();
  const { class_name: className, config } = isObject(value) ? value : {};
  const isSequential = className === "Sequential";
  const isKnown = isSequential || className === "Functional" || className === "Model";
  const entries = Array.isArray(config) ? config : isObject(config) ? config.layers : undefined;
  if (!isObject(value) || !isKnown || !Array.isArray(entries)) {
    const rule = "must be a Sequential or Functional model, as model.to_json() writes it";
    findings.mistake("model", rule, className ?? value);
    return { mistakes: findings.mistakes };
  }
  if (entries.length > LAYER_COUNT_MAX) {
    findings.mistake("layers", `must be at most ${LAYER_COUNT_MAX}`, entries.length);
    return { mistakes: findings.mistakes };
  }
  const version: KerasVersion = "module" in value ? 3 : 2;
  const reading: Reading = { findings, version, rowShape, layers: [], autos: new Set() };
  const options = isObject(config) ? config : {};
  if (options.trainable === false) {
    findings.mistake("trainable", "must be true, as every layer is trained here", false);
  }
  if (isSequential) readSequential(entries, reading);
  else readFunctional(entries, options, reading);
  const { layers, autos } = reading;
  if (layers.length === 0 && findings.mistakes.length === 0) {
    findings.mistake("layers", "must be one layer at least besides the input", entries.length);
  }
  if (findings.mistakes.length === 0) checkShapes(reading);
  if (findings.mistakes.length > 0) return { mistakes: findings.mistakes };
  const names = layers.map(({ name }) => name).filter((name) => !autos.has(name));
  return { layers, named: new Set(names), notes: notesOn(value, findings) };
}

/** As many as a config may write. */
const LAYER_COUNT_MAX = 1000;

interface Reading {
  readonly findings: KerasFindings;
  readonly version: KerasVersion;
  readonly rowShape: readonly number[];
  /** read so far */
  readonly layers: LayerSpec[];
  /** names that Keras gave by counting */
  readonly autos: Set<string>;
}

/** A layer as the file has it. */
interface Entry {
  readonly className: string;
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly inboundNodes: unknown;
  readonly path: string;
}

function readSequential(entries: readonly unknown[], reading: Reading): void {
  let before = MODEL_INPUT;
  for (const [index, written] of entries.entries()) {
    const entry = entryOf(written, index, reading);
    if (!entry) continue;
    if (entry.className === "InputLayer") {
      if (index > 0) reading.findings.mistake(entry.path, "must be the first layer", entry.name);
      readInput(entry, reading);
      continue;
    }
    if (index === 0) checkRows(entry, entry.config.batch_input_shape, "batch_input_shape", reading);
    readLayer(entry, [before], reading);
    before = entry.name;
  }
}

function readFunctional(
  entries: readonly unknown[],
  { input_layers: inputs, output_layers: outputs }: Readonly<Record<string, unknown>>,
  reading: Reading,
): void {
  const { findings } = reading;
  const [input, output] = [endLayer(inputs), endLayer(outputs)];
  if (input === undefined) findings.mistake("input_layers", "must be one input", inputs);
  if (output === undefined) findings.mistake("output_layers", "must be one output", outputs);
  const known = new Set<string>();
  let last: string | undefined;
  for (const [index, written] of entries.entries()) {
    const entry = entryOf(written, index, reading);
    if (!entry) continue;
    const { path, name, inboundNodes } = entry;
    if (entry.className === "InputLayer") {
      if (name !== input) findings.mistake(path, "must be the model's only input", name);
      readInput(entry, reading);
    } else {
      const read = inboundLayers(inboundNodes, `${path}.inbound_nodes`, findings) ?? [];
      const strange = read.find((each) => !known.has(each));
      if (strange !== undefined) {
        findings.mistake(`${path}.inbound_nodes`, "must be layers before it", strange);
      }
      const sources = read.map((each) => (each === input ? MODEL_INPUT : each));
      readLayer(entry, sources, reading);
    }
    if (known.has(name)) findings.mistake(path, "must not have another layer's name", name);
    known.add(name);
    last = name;
  }
  if (output !== undefined && last !== output) {
    findings.mistake("output_layers", `must be the last layer, ${quoteJson(last)}`, output);
  }
}

function entryOf(written: unknown, index: number, { findings }: Reading): Entry | undefined {
  const path = `layers.${index}`;
  const {
    class_name: className,
    config,
    module,
    inbound_nodes: inboundNodes,
  } = isObject(written) ? written : {};
  if (typeof className !== "string" || !isObject(config)) {
    findings.mistake(path, "must be a layer with class_name and config", written);
    return undefined;
  }
  const name = typeof config.name === "string" ? config.name : (written as { name?: unknown }).name;
  if (typeof name !== "string") {
    findings.mistake(`${path}.name (${className})`, "must be a text", name);
    return undefined;
  }
  const isOwn = module === undefined || module === "keras.layers";
  const known = [...KERAS_LAYERS, "InputLayer"];
  if (isOwn && known.includes(className)) return { className, name, config, inboundNodes, path };
  const where = `${path} (${className} "${name}")`;
  const got = isOwn ? className : `${className} of ${quoteJson(module)}`;
  const rule = oneOf(known, isOwn ? className : undefined);
  findings.mistakes.push(`${where}: ${rule}, got ${got}`);
  return undefined;
}

function readLayer(
  { className, name, config, path }: Entry,
  inputs: readonly string[],
  { findings, version, rowShape, layers, autos }: Reading,
): void {
  const what = `${className} "${name}"`;
  const rule = name === MODEL_INPUT ? "must not be the name of the model's own input" : NAME_RULE;
  if (name === MODEL_INPUT || !NAME_PATTERN.test(name)) {
    findings.mistake(`${path}.name (${className})`, rule, name);
  }
  if (isCounted(name, className)) autos.add(name);
  const block = new KerasBlock(config, path, what, findings);
  const isRight = findings.mistakes.length === 0;
  const inputShape = isRight ? shapeOf(inputs[0], layers, rowShape) : undefined;
  const options = readLayerOptions(className, block, { version, inputShape });
  layers.push({ ...options, name, inputs });
}

/** Of a row; undefined where layers before do not fit, which is told of the whole model. */
function shapeOf(
  name: string | undefined,
  layers: readonly LayerSpec[],
  rowShape: readonly number[],
): readonly number[] | undefined {
  if (name === MODEL_INPUT) return rowShape;
  try {
    return modelShapes(layers, rowShape).find((each) => each.name === name)?.outputShape;
  } catch {
    return undefined;
  }
}

/** A GiB of them, as much as a file of weights may give. */
const WEIGHT_COUNT_MAX = 2 ** 28;

/** Layers that do not fit each other, or the rows. */
function checkShapes({ layers, rowShape, findings }: Reading): void {
  try {
    const count = weightCount(modelShapes(layers, rowShape));
    if (count <= WEIGHT_COUNT_MAX) return;
    findings.mistake("layers", `must come to at most ${WEIGHT_COUNT_MAX} weights`, count);
  } catch (error) {
    if (!(error instanceof SweepError)) throw error;
    findings.mistakes.push(error.message.replace(/^model: /, ""));
  }
}

/** Inputs come as float32; whole numbers are among them. */
const INPUT_DTYPES = ["float32", "int32", "int64", "int16", "int8", "uint8"];

function readInput(entry: Entry, reading: Reading): void {
  const { config, path, name } = entry;
  const block = new KerasBlock(config, path, `InputLayer "${name}"`, reading.findings);
  block.skip("name", "batch_size");
  const key = "batch_shape" in config ? "batch_shape" : "batch_input_shape";
  checkRows(entry, block.take(key), key, reading);
  const { dtype } = config;
  if (dtype === undefined || INPUT_DTYPES.includes(dtype as string)) block.skip("dtype");
  else block.only("dtype", INPUT_DTYPES);
  block.end();
}

/** A batch's shape begins with the rows, which may be any number. */
function checkRows(
  { path, className, name }: Entry,
  shape: unknown,
  key: string,
  { findings, rowShape }: Reading,
): void {
  if (shape === undefined || shape === null) return;
  const [, ...sides] = Array.isArray(shape) ? (shape as unknown[]) : [];
  const isRight =
    Array.isArray(shape) &&
    sides.length === rowShape.length &&
    sides.every((side, index) => side === null || side === rowShape[index]);
  if (isRight) return;
  const rule = `must be rows of [${rowShape.join(", ")}], as the data has`;
  findings.mistake(`${path}.${key} (${className} "${name}")`, rule, shape);
}

/** Whether a name is Keras' own for a layer of a class: "dense", "dense_3". */
function isCounted(name: string, className: string): boolean {
  const snake = className
    .replace(/(.)([A-Z][a-z]+)/g, "$1_$2")
    .replace(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase();
  return name.replace(/_\d+$/, "") === snake;
}

function notesOn(
  { compile_config: compiled }: Readonly<Record<string, unknown>>,
  found: KerasFindings,
) {
  const isCompiled = isObject(compiled) && Object.keys(compiled).length > 0;
  return [
    ...(isCompiled ? ["its compile settings are passed over: `train` of the config decides"] : []),
    ...(found.hasSeeds ? ["its seeds are passed over: the sweep's seeds decide"] : []),
  ];
}
