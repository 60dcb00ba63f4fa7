import type * as layersApi from "@tensorflow/tfjs-layers";
import type {
  Constraint,
  Initializer,
  LayerSpec,
  Regularizer,
} from "../../src/model/model-spec.ts";
import type { ModelContext } from "../../src/module/context.ts";

/** What `buildFromSpec` builds: it is bundled, and shares no variable with who has it run. */
export const asked = globalThis as { layersToBuild?: readonly LayerSpec[] };

type Tf = ModelContext["tf"];
type Applicable = layersApi.SymbolicTensor;

/** A spec's layers written as a user writes them, with the Layers API of tfjs. */
export function buildFromSpec({ tf, inputShape }: ModelContext): layersApi.LayersModel {
  const input = tf.input({ shape: [...inputShape] });
  const outputs = new Map<string, Applicable>([["input", input]]);
  let last = input;
  for (const layer of asked.layersToBuild!) {
    const read = layer.inputs.map((name) => outputs.get(name)!);
    const tensor = makeLayer(tf, layer).apply(read.length === 1 ? read[0]! : read);
    last = tensor as Applicable;
    outputs.set(layer.name, last);
  }
  return tf.model({ inputs: input, outputs: last });
}

function makeLayer(tf: Tf, layer: LayerSpec): layersApi.layers.Layer {
  const { kind, name, inputs: _, ...options } = layer as LayerSpec & Record<string, unknown>;
  const written = Object.entries(options).map(([key, value]) => {
    if (key.endsWith("Initializer")) return [key, initializer(tf, value as Initializer)];
    if (key.endsWith("Regularizer")) return [key, tf.regularizers.l1l2(value as Regularizer)];
    if (key.endsWith("Constraint")) return [key, constraint(tf, value as Constraint)];
    return [key, value];
  });
  const make = tf.layers[kind as "dense"] as (args: object) => layersApi.layers.Layer;
  return make({ name, ...Object.fromEntries(written) });
}

function initializer(tf: Tf, { kind, ...options }: Initializer): unknown {
  const make = tf.initializers[kind as "zeros"] as (args: object) => unknown;
  return make(options);
}

function constraint(tf: Tf, { kind, ...options }: Constraint): unknown {
  const make = tf.constraints[kind as "maxNorm"] as (args: object) => unknown;
  return make(options);
}
