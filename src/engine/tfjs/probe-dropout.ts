import * as tf from "@tensorflow/tfjs-core";
import { layers } from "@tensorflow/tfjs-layers";

/** What tfjs' own dropout did to ones. */
export interface DropoutProbe {
  readonly by: "apply" | "call";
  /** the flag it was given; undefined: none */
  readonly training: true | undefined;
  readonly droppedCount: number;
}

/**
 * tfjs' own layer, which models of one's own use, on the backend in use: called in either way, told
 * to train and not told.
 *
 * @param shape of the ones, batch first
 * @param seed above 0, as tfjs takes 0 for none; every call then drops the same
 */
export function probeDropout(
  shape: readonly [number, number],
  rate: number,
  seed: number,
): DropoutProbe[] {
  const layer = layers.dropout({ rate, seed });
  return ([true, undefined] as const).flatMap((training) =>
    (["apply", "call"] as const).map((by) => {
      const kwargs = training === undefined ? {} : { training };
      const dropped = tf.tidy(() => {
        const output = layer[by](tf.ones([...shape]), kwargs) as tf.Tensor;
        return output.dataSync().filter((x) => x === 0).length;
      });
      return { by, training, droppedCount: dropped };
    }),
  );
}
