import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { NATIVE_TARGETS, nativeKernels } from "../../src/engine/compiled/native-kernels.ts";
import { referenceKernels } from "../../src/engine/compiled/reference-kernels.ts";
import { compileAddon, versionOf } from "../../tools/kernels/compile.mjs";
import { randomRuns } from "../engine/compiled/random-specs.ts";
import { expectSameBits } from "../engine/compiled/run-digests.ts";

// The C kernels as each compiler makes them, for every processor this one can be.

const RUNS = 300;
const folder = mkdtempSync(join(tmpdir(), "sweep-compilers-"));
afterAll(() => rmSync(folder, { recursive: true }));

for (const compiler of ["gcc", "clang"]) {
  const isHere = versionOf([compiler]) !== undefined;
  if (!isHere) process.stderr.write(`${compiler} is not installed, its kernels are left out\n`);
  describe.runIf(isHere || process.env.CI)(`kernels compiled by ${compiler}`, () => {
    test(`give the reference's bits in ${RUNS} random programs`, () => {
      const file = join(folder, `${compiler}.node`);
      compileAddon([compiler], file);
      const sets = NATIVE_TARGETS.flatMap((target) => nativeKernels(target, file) ?? []);
      process.stderr.write(`${compiler}: ${sets.map(({ name }) => name).join(", ")}\n`);
      expect(sets.length).toBeGreaterThan(0);
      fc.assert(
        fc.property(randomRuns, (run) => expectSameBits(run, referenceKernels, sets)),
        { numRuns: RUNS },
      );
    });
  });
}
