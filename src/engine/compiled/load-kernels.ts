import { SweepError } from "../../base/error.ts";
import { KERNEL_SETS, type KernelSetName, type Kernels } from "./kernels.ts";
import { nativeKernels } from "./native-kernels.ts";
import { referenceKernels } from "./reference-kernels.ts";
import { wasmKernels } from "./wasm-kernels.ts";

/**
 * The fastest kernels of this machine, or those asked for. All give the same bits.
 *
 * @param forced the name of a set, or "native" for the best of those; undefined: the fastest
 * @throws SweepError ENGINE_UNAVAILABLE where this machine has none of that name
 */
export function loadKernels(forced: string | undefined): Kernels {
  for (const name of KERNEL_SETS) {
    if (forced !== undefined && name !== forced && !(forced === "native" && isNative(name)))
      continue;
    const kernels = findKernels(name);
    if (kernels !== undefined) return kernels;
  }
  const names = ["native", ...KERNEL_SETS];
  const known = names.includes(forced ?? "");
  throw new SweepError(
    "ENGINE_UNAVAILABLE",
    known
      ? `SWEEP_KERNELS: must name kernels that are there, got "${forced}"`
      : `SWEEP_KERNELS: must be one of ${names.join(", ")}, got "${forced}"`,
    `unset it or use ${availableKernels().join(", ")}` +
      (known ? "; npm run build makes the native ones where there is a C compiler" : ""),
  );
}

/** The sets this machine can run, the fastest first. */
export function availableKernels(): KernelSetName[] {
  return KERNEL_SETS.filter((name) => findKernels(name) !== undefined);
}

function findKernels(name: KernelSetName): Kernels | undefined {
  switch (name) {
    case "native-avx512":
      return nativeKernels("avx512");
    case "native-avx512-other":
      return nativeKernels("avx512-other");
    case "native-avx2":
      return nativeKernels("avx2");
    case "native-baseline":
      return nativeKernels("baseline");
    case "wasm":
      return wasmKernels();
    case "reference":
      return referenceKernels;
    default:
      return name satisfies never;
  }
}

function isNative(name: KernelSetName): boolean {
  return name.startsWith("native-");
}
