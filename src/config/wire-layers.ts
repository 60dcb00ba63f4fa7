import { MODEL_INPUT } from "../model/model-spec.ts";
import { isPlainObject } from "./check-shape.ts";
import { LAYER_COUNT_MAX, LAYER_KINDS, placeSchema } from "./layer-schema.ts";
import { hintFor, type Problem } from "./problem.ts";
import { nameOf } from "./schema-parts.ts";

/** A layer's place in the model, all of it that wiring needs. */
export interface LayerOutline {
  readonly kind: string;
  readonly name?: string | undefined;
  readonly inputs?: readonly string[] | undefined;
}

/** A layer that stays, under its name, with the names of those it reads. */
export interface WiredLayer {
  /** in the list as written */
  readonly index: number;
  readonly name: string;
  readonly inputs: readonly string[];
}

/** Layers that read several others. */
const JOINING: readonly string[] = [
  "add",
  "average",
  "multiply",
  "maximum",
  "minimum",
  "concatenate",
];

/**
 * The outlines of layers whose options need not be right.
 *
 * @returns undefined if not even kinds, names and inputs can be read
 */
export function outlineLayers(model: unknown): readonly LayerOutline[] | undefined {
  const written = isPlainObject(model) && Array.isArray(model.layers) ? model.layers : [];
  if (written.length > LAYER_COUNT_MAX) return undefined;
  const outlines = written.map(outlineOf);
  return outlines.every((outline) => outline !== undefined) ? outlines : undefined;
}

function outlineOf(layer: unknown): LayerOutline | undefined {
  const { name: kind, given } = nameOf("layer", LAYER_KINDS, layer);
  const place = placeSchema.safeParse(given ?? {});
  return kind !== undefined && place.success ? { kind, ...place.data } : undefined;
}

/**
 * Gives every layer its name (its own, else kind and ordinal within the model, from 1) and its
 * inputs (its own, else the layer before it), then takes out what `without` names, by name or
 * kind: what read a removed layer reads that layer's input instead. Names come first, so that the
 * layers that stay keep theirs, and with them their random numbers.
 *
 * @returns problems with paths from the top of the config
 */
export function wireLayers(
  outlines: readonly LayerOutline[],
  without: readonly string[],
): {
  layers: readonly WiredLayer[];
  /** names of those taken out */
  removed: ReadonlySet<string>;
  problems: readonly Problem[];
} {
  const problems: Problem[] = [];
  const layers: WiredLayer[] = [];
  const names = layerNames(outlines);
  const known = new Set([MODEL_INPUT]);
  const readInstead = new Map<string, string>(); // removed layer -> what it read
  for (const [index, { kind, ...own }] of outlines.entries()) {
    const name = names[index]!;
    const problem = (at: PropertyKey[], broken: Omit<Problem, "path">) =>
      problems.push({ path: ["model", "layers", index, kind, ...at], ...broken });
    if (known.has(name))
      problem(["name"], { rule: "must not be another layer's name", got: `"${name}"` });
    const written = own.inputs ?? [names[index - 1] ?? MODEL_INPUT];
    for (const [at, input] of written.entries()) {
      if (known.has(input)) continue;
      const hint = hintFor(input, [...known]);
      problem(["inputs", at], { rule: "must be a layer before it", got: `"${input}"`, ...hint });
    }
    known.add(name);
    const inputs = written.map((input) => readInstead.get(input) ?? input);
    // A layer of the user's own reads as many as it likes.
    const joins = JOINING.includes(kind) || (kind === "own" && inputs.length > 1);
    if (joins !== inputs.length > 1) {
      const rule = joins ? "must be two or more layers" : "must be one layer";
      problem(["inputs"], { rule, got: inputs.map((input) => `"${input}"`).join(", ") });
    }
    if (without.includes(kind) || (own.name !== undefined && without.includes(own.name))) {
      if (joins) problem([], { rule: "cannot be left out, as it joins layers", atKey: true });
      readInstead.set(name, inputs[0]!);
    } else {
      layers.push({ index, name, inputs });
    }
  }
  if (layers.length === 0 && outlines.length > 0) {
    problems.push({ path: ["model", "layers"], rule: "must keep at least one layer" });
  }
  return {
    ...{ layers, removed: new Set(readInstead.keys()) },
    problems: problems.length > 0 ? problems : unreadLayers(outlines, layers),
  };
}

/** Only the last layer is the model's output; what nobody reads would learn nothing. */
function unreadLayers(
  outlines: readonly LayerOutline[],
  layers: readonly WiredLayer[],
): readonly Problem[] {
  const read = new Set(layers.flatMap(({ inputs }) => inputs));
  return layers
    .slice(0, -1)
    .filter(({ name }) => !read.has(name))
    .map(({ index, name }) => ({
      path: ["model", "layers", index, outlines[index]!.kind],
      rule: "must be read by a later layer, as it is not the last",
      got: `"${name}"`,
      atKey: true,
    }));
}

function layerNames(outlines: readonly LayerOutline[]): readonly string[] {
  const counts = new Map<string, number>();
  return outlines.map(({ kind, name }) => {
    const ordinal = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, ordinal);
    return name ?? `${kind}-${ordinal}`;
  });
}
