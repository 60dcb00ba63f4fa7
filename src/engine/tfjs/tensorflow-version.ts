import * as tf from "@tensorflow/tfjs-core";

/** Of the libtensorflow that tfjs-node computes with, once its backend is in use. */
export function tensorflowVersion(): string {
  const { binding } = tf.backend() as unknown as { binding: { TF_Version: string } };
  const oneDnn = process.env.TF_ENABLE_ONEDNN_OPTS === "0" ? "-no-onednn" : "";
  return `${binding.TF_Version}${oneDnn}`;
}
