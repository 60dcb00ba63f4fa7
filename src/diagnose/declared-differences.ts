import type { Json } from "../base/digest.ts";
import type { LayerSpec } from "../model/model-spec.ts";
import type { VariantSpec } from "../plan/run.ts";
import { align } from "./align.ts";

/** Something that two variants' configs say differently. */
export interface DeclaredDifference {
  /** dotted, for example "training.optimizer.epsilon" or "layers.dropout_1.rate" */
  readonly path: string;
  /** undefined: not there at all */
  readonly a: Json | undefined;
  readonly b: Json | undefined;
}

/** What two variants declare differently, but for the engine and what follows from the rest. */
export function declaredDifferences(a: VariantSpec, b: VariantSpec): DeclaredDifference[] {
  const [restA, restB] = [withoutLayers(a), withoutLayers(b)];
  return [
    ...treeDifferences("", restA, restB),
    ...layerDifferences(a.model.layers, b.model.layers),
  ];
}

function withoutLayers({ data, model, training, seeding }: VariantSpec): Json {
  const { build, dispatch } = model;
  const initialWeights = model.initialWeights?.sha256; // undefined: drawn
  const module = model.module?.sha256; // undefined: no layer is the user's own
  return { data, training, seeding, build, dispatch, initialWeights, module } as unknown as Json;
}

/** Layers stand for the same by their name, else by their place among those of their kind. */
function layerDifferences(a: readonly LayerSpec[], b: readonly LayerSpec[]): DeclaredDifference[] {
  const rows = align(
    a,
    b,
    (x, y) => x.kind === y.kind && x.name === y.name,
    (x, y) => x.kind === y.kind,
  );
  return rows.flatMap(({ a: x, b: y }) => {
    const name = (x ?? y)!.name;
    if (!x || !y) return [{ path: `layers.${name}`, a: x?.kind, b: y?.kind }];
    const [before, after] = [x, y].map((layer) => layer as unknown as Json);
    return treeDifferences(`layers.${name}`, before, after);
  });
}

/** Leaves that differ; a list is a leaf. */
function treeDifferences(
  path: string,
  a: Json | undefined,
  b: Json | undefined,
): DeclaredDifference[] {
  if (isTree(a) && isTree(b)) {
    const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
    return keys.flatMap((key) => treeDifferences(path ? `${path}.${key}` : key, a[key], b[key]));
  }
  return JSON.stringify(a) === JSON.stringify(b) ? [] : [{ path, a, b }];
}

function isTree(value: Json | undefined): value is { readonly [key: string]: Json | undefined } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
