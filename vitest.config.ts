import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/campaign/**"],
    globalSetup: "test/build-dist.ts",
    pool: "forks",
    maxWorkers: 2,
    // To read all modules anew for each of two hundred files takes longer than most tests do.
    isolate: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
