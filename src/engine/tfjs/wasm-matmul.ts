import * as tf from "@tensorflow/tfjs-core";

const MATMUL = "BatchMatMul";

/**
 * Makes tfjs' wasm backend transpose a matrix before it multiplies it. Its own kernel multiplies
 * transposed matrices element by element: 2.2 ms for the gradient of a 1001 x 64 kernel at batch
 * 32, against 0.5 ms for a transposition and XNNPACK's product (tfjs 4.22, one core).
 */
export function speedUpWasmMatmul(): void {
  const { kernelFunc: multiply } = tf.getKernel(MATMUL, "wasm");
  const { kernelFunc: transpose } = tf.getKernel("Transpose", "wasm");
  const kernelFunc: tf.KernelFunc = ({ inputs, backend, attrs = {} }) => {
    const made: tf.TensorInfo[] = [];
    const upright = (matrix: tf.TensorInfo, transposed: unknown) => {
      if (!transposed) return matrix;
      const perm = [...matrix.shape.keys()];
      perm.push(...perm.splice(-2).reverse());
      made.push(transpose({ inputs: { x: matrix }, backend, attrs: { perm } }) as tf.TensorInfo);
      return made.at(-1)!;
    };
    const a = upright(inputs.a!, attrs.transposeA);
    const b = upright(inputs.b!, attrs.transposeB);
    const product = multiply({
      inputs: { a, b },
      backend,
      attrs: { ...attrs, transposeA: false, transposeB: false },
    });
    for (const { dataId } of made) (backend as tf.KernelBackend).disposeData(dataId);
    return product;
  };
  tf.unregisterKernel(MATMUL, "wasm");
  tf.registerKernel({ kernelName: MATMUL, backendName: "wasm", kernelFunc });
}
