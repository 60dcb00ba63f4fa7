import { isObject, type KerasFindings } from "./keras-block.ts";

/**
 * Names of the layers that a layer of a Functional model reads.
 *
 * Keras 3 writes its call: `{args: [tensor, [tensor, tensor] ...], kwargs}`; Keras 2 a list of
 * `[layer, node, output, kwargs]`.
 *
 * @param nodes `inbound_nodes`
 * @param where for messages
 * @returns undefined where there is a mistake, which is told
 */
export function inboundLayers(
  nodes: unknown,
  where: string,
  findings: KerasFindings,
): readonly string[] | undefined {
  if (!Array.isArray(nodes) || nodes.length !== 1) {
    const got = Array.isArray(nodes) ? nodes.length : nodes;
    findings.mistake(where, "must be one call: a layer is used once here", got);
    return undefined;
  }
  const [node] = nodes as unknown[];
  const histories = isObject(node) ? tensorsOf(node.args, DEPTH_MAX) : entriesOf(node);
  const options = isObject(node) ? [node.kwargs] : entriesOf(node).map((entry) => entry[3]);
  const names = histories.map((history) => layerOf(history));
  if (names.length === 0 || names.some((name) => name === undefined)) {
    findings.mistake(where, "must be first outputs of layers", node);
    return undefined;
  }
  const said = options.filter(isObject).flatMap((each) => Object.entries(each));
  const [given] = said.filter(([, value]) => value !== null && value !== false);
  if (given) findings.mistake(where, `must call the layer without ${given[0]}`, given[1]);
  return names as string[];
}

/** A tensor stands in a list at most, not in lists of lists. */
const DEPTH_MAX = 3;

/** `keras_history` of the tensors among a call's arguments. */
function tensorsOf(value: unknown, depth: number): readonly unknown[] {
  if (Array.isArray(value)) {
    return depth === 0 ? [undefined] : value.flatMap((each) => tensorsOf(each, depth - 1));
  }
  if (value === null) return [];
  return [isObject(value) && isObject(value.config) ? value.config.keras_history : undefined];
}

function entriesOf(node: unknown): readonly (readonly unknown[])[] {
  if (!Array.isArray(node)) return [];
  const isEntry = typeof node[0] === "string";
  return (isEntry ? [node] : node).map((entry: unknown) => (Array.isArray(entry) ? entry : []));
}

/** The layer in `[layer, 0, 0]`, which is its only output. */
function layerOf(history: unknown): string | undefined {
  if (!Array.isArray(history)) return undefined;
  const [name, node, output] = history as unknown[];
  return typeof name === "string" && node === 0 && output === 0 ? name : undefined;
}

/**
 * The one layer that a model begins or ends with: `["name", 0, 0]`, or a list of one such.
 *
 * @returns undefined where there are several, or none
 */
export function endLayer(ends: unknown): string | undefined {
  if (!Array.isArray(ends)) return undefined;
  if (typeof ends[0] === "string") return layerOf(ends);
  return ends.length === 1 ? layerOf(ends[0]) : undefined;
}
