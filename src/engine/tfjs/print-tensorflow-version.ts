// A program of its own: prints the version of the libtensorflow that tfjs-node computes with.
import * as tf from "@tensorflow/tfjs-core";
import { loadBackend } from "./load-backend.ts";

try {
  await loadBackend("node");
  const { binding } = tf.backend() as unknown as { binding: { TF_Version: string } };
  const oneDnn = process.env.TF_ENABLE_ONEDNN_OPTS === "0" ? "-no-onednn" : "";
  process.stdout.write(`${binding.TF_Version}${oneDnn}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
