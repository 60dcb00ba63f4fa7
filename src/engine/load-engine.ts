import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { SweepError } from "../base/error.ts";
import { compiledModule } from "../base/package-files.ts";
import { dataShapes } from "../data/build-dataset.ts";
import { compiledEngine } from "./compiled/compiled-engine.ts";
import type { KernelSetName } from "./compiled/kernels.ts";
import { loadKernels } from "./compiled/load-kernels.ts";
import { lower } from "./compiled/lower.ts";
import { programSha256 } from "./compiled/print-program.ts";
import { KERNEL_VERSION, type Program } from "./compiled/program.ts";
import type { Engine, EngineIdentity, EngineName, RunSpec } from "./engine.ts";

const require = createRequire(import.meta.url);

/** The engine of a config's `auto`: never what happens to be installed. */
const AUTO: EngineName = "compiled";

/**
 * Names an engine and what its numbers depend on, without loading it into this process; only
 * kernels that SWEEP_KERNELS asks for are loaded, to see that they are there.
 *
 * @param tensorflow tells the version of libtensorflow; for those who have loaded it
 * @throws SweepError ENGINE_UNAVAILABLE where it is not built or does not load
 */
export function identifyEngine(
  asked: EngineName | "auto",
  tensorflow: () => string = tensorflowVersion,
): EngineIdentity {
  const name = asked === "auto" ? AUTO : asked;
  const numerics = `${name}/${numericVersion(name, tensorflow)}`;
  if (name !== "compiled") return { name, numerics };
  if (askedKernels() !== undefined) kernelSetOf(name); // refused here, before anything is written
  const programOf: EngineIdentity["programOf"] = (spec) => programSha256(compile(spec));
  return { name, numerics, programOf };
}

/** The program of a spec's runs. */
export function compile(spec: Pick<RunSpec, "data" | "model" | "training">): Program {
  return lower({ ...spec, ...dataShapes(spec.data) });
}

/**
 * Which kernels the compiled engine uses in this process; all of them give the same bits.
 *
 * @throws SweepError ENGINE_UNAVAILABLE where those that are asked for are not there
 */
export function kernelSetOf(name: EngineName): KernelSetName | undefined {
  return name === "compiled" ? loadKernels(askedKernels()).name : undefined;
}

/** An empty variable asks for nothing. */
function askedKernels(): string | undefined {
  return process.env.SWEEP_KERNELS || undefined;
}

/** Loads an engine into this thread. */
export async function loadEngine(name: EngineName): Promise<Engine> {
  if (name === "compiled") {
    return compiledEngine(loadKernels(askedKernels()));
  }
  const { loadTfjsEngine } = await import("./tfjs/tfjs-engine.ts");
  return loadTfjsEngine(BACKENDS[name]);
}

const BACKENDS = { "tfjs-node": "node", "tfjs-wasm": "wasm", "tfjs-cpu": "cpu" } as const;

function numericVersion(name: EngineName, tensorflow: () => string): string {
  switch (name) {
    case "compiled":
      return `${KERNEL_VERSION}-${OWN_REVISION}`;
    case "tfjs-wasm":
      return tfjsVersion();
    case "tfjs-cpu": // its exp and tanh are V8's
      return `${tfjsVersion()}+v8-${process.versions.v8.split(".").slice(0, 3).join(".")}`;
    case "tfjs-node":
      return `${tfjsVersion()}+tensorflow-${tensorflow()}`;
    default:
      return name satisfies never;
  }
}

/** To be raised when what all engines share (see model/) changes a bit of any result. */
const OWN_REVISION = 4;

/** As of a Debian package: their version, a dash, our revision. */
function tfjsVersion(): string {
  const { version } = require("@tensorflow/tfjs-core/package.json") as { version: string };
  return `${version}-${OWN_REVISION}`;
}

/** Asks a process of its own, as libtensorflow is native code and takes a second to load. */
function tensorflowVersion(): string {
  const probe = compiledModule("engine/tfjs/print-tensorflow-version", import.meta.url);
  try {
    return execFileSync(process.execPath, [fileURLToPath(probe)], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    }).trim();
  } catch (cause) {
    const got = String((cause as { stderr?: string }).stderr ?? cause)
      .trim()
      .split("\n")
      .at(-1);
    throw new SweepError(
      "ENGINE_UNAVAILABLE",
      `engine: tfjs-node must load, got "${got}"`,
      "npm run tfjs-node installs it; engine tfjs-wasm needs nothing",
      { cause },
    );
  }
}
