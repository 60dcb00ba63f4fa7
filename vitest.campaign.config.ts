import { defineConfig } from "vitest/config";
import base from "./vitest.config.ts";

/** The long comparisons with TensorFlow, a few minutes: `npm run test:campaign`. */
export default defineConfig({
  test: {
    ...base.test,
    include: ["test/campaign/**/*.test.ts"],
    exclude: [],
    // Each takes all cores for itself.
    fileParallelism: false,
    testTimeout: 1_200_000,
  },
});
