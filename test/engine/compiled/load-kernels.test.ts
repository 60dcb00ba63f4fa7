import { afterEach, expect, test, vi } from "vitest";
import { KERNEL_SETS } from "../../../src/engine/compiled/kernels.ts";
import { availableKernels, loadKernels } from "../../../src/engine/compiled/load-kernels.ts";

afterEach(() => {
  vi.doUnmock("../../../src/engine/compiled/native-kernels.ts");
  vi.resetModules();
});

/** load-kernels as it is where the addon was not built. */
async function withoutAddon() {
  vi.resetModules();
  vi.doMock("../../../src/engine/compiled/native-kernels.ts", () => ({
    nativeKernels: () => undefined,
  }));
  return import("../../../src/engine/compiled/load-kernels.ts");
}

test("the fastest kernels there are come first", () => {
  expect(loadKernels(undefined).name).toBe(availableKernels()[0]);
});

test("each set that is there loads by its name", () => {
  expect(availableKernels().map((name) => loadKernels(name).name)).toEqual(availableKernels());
});

test("WASM and the reference are there on any machine, native kernels where CI built them", () => {
  expect(availableKernels()).toEqual(expect.arrayContaining(["wasm", "reference"]));
  if (process.env.CI) expect(availableKernels()).toContain("native-baseline");
});

test("native means the best of the native sets", () => {
  const best = availableKernels().find((name) => name.startsWith("native-"));
  if (best === undefined) expect(() => loadKernels("native")).toThrow(/that are there/);
  else expect(loadKernels("native").name).toBe(best);
});

test("without the addon the WASM kernels are chosen", async () => {
  const { availableKernels, loadKernels } = await withoutAddon();
  expect(loadKernels(undefined).name).toBe("wasm");
  expect(availableKernels()).toEqual(["wasm", "reference"]);
});

test.each(["native", "native-avx2"])("%s is refused where it is not there", async (name) => {
  const { loadKernels } = await withoutAddon();
  expect(() => loadKernels(name)).toThrow(
    expect.objectContaining({
      code: "ENGINE_UNAVAILABLE",
      message: `SWEEP_KERNELS: must name kernels that are there, got "${name}"`,
      hint:
        "unset it or use wasm, reference; " +
        "npm run build makes the native ones where there is a C compiler",
    }),
  );
});

test("a name that no kernels have is refused with all that do", () => {
  expect(() => loadKernels("fast")).toThrow(
    expect.objectContaining({
      code: "ENGINE_UNAVAILABLE",
      message: `SWEEP_KERNELS: must be one of native, ${KERNEL_SETS.join(", ")}, got "fast"`,
      hint: `unset it or use ${availableKernels().join(", ")}`,
    }),
  );
});
