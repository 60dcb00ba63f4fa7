import { compiledEngine } from "../../engine/compiled/compiled-engine.ts";
import { availableKernels, loadKernels } from "../../engine/compiled/load-kernels.ts";
import type { Engine, EngineName } from "../../engine/engine.ts";
import { identifyEngine, kernelSetOf, loadEngine } from "../../engine/load-engine.ts";
import { dropoutTests } from "./dropout-tests.ts";
import { optimizerTests } from "./optimizer-tests.ts";
import type { SelfTest } from "./self-test.ts";
import { DROPOUT_BATCH, DROPOUT_RATE, DROPOUT_WIDTH } from "./self-test-specs.ts";
import { tfjsDropoutTests } from "./tfjs-dropout-tests.ts";
import { type EnginePromise, trainingTests } from "./training-tests.ts";

/** What an engine said of itself and answered. */
export interface EngineReport {
  readonly engine: EngineName;
  /** why it does not load; undefined: it does */
  readonly unavailable?: string;
  /** what its numbers depend on, for example "tfjs-wasm/4.22.0-4" */
  readonly numerics?: string;
  /** one for each kernel set, the one in use first; a single one where an engine has none */
  readonly tested: readonly TestedEngine[];
}

/** An engine with one kernel set, and its answers. */
export interface TestedEngine {
  /** undefined: the engine has no kernel sets */
  readonly kernels?: string;
  readonly tests: readonly SelfTest[];
  /** the weights after a training; null: it did not come so far */
  readonly trained: { readonly stepCount: number; readonly weightsSha256: string } | null;
}

/** Loads an engine into this process and asks it everything with a known answer. */
export async function examineEngine(name: EngineName): Promise<EngineReport> {
  let engine: Engine;
  try {
    engine = await loadEngine(name);
  } catch (error) {
    return { engine: name, unavailable: messageOf(error), tested: [] };
  }
  if (name !== "compiled") {
    const { tensorflowVersion } = await import("../../engine/tfjs/tensorflow-version.ts");
    const { probeDropout } = await import("../../engine/tfjs/probe-dropout.ts");
    const ownDropout = () =>
      tfjsDropoutTests(probeDropout([DROPOUT_BATCH, DROPOUT_WIDTH], DROPOUT_RATE, 1));
    return {
      engine: name,
      numerics: identifyEngine(name, tensorflowVersion).numerics,
      tested: [testEngine(engine, "rounding", ownDropout)],
    };
  }
  const inUse = kernelSetOf(name)!;
  const others = availableKernels().filter((kernels) => kernels !== inUse);
  return {
    engine: name,
    numerics: identifyEngine(name).numerics,
    tested: [
      { kernels: inUse, ...testEngine(engine, "bits") },
      ...others.map((kernels) => ({
        kernels,
        ...testEngine(compiledEngine(loadKernels(kernels)), "bits"),
      })),
    ],
  };
}

/**
 * An engine's answers; an error in the midst of them is one.
 *
 * @param promise whether its bits are the same on every machine
 * @param more what else is asked, first
 */
export function testEngine(
  engine: Engine,
  promise: EnginePromise,
  more: () => readonly SelfTest[] = () => [],
): TestedEngine {
  const tests: SelfTest[] = [];
  try {
    tests.push(...more());
    tests.push(...dropoutTests(engine));
    tests.push(...optimizerTests(engine));
    const { tests: last, ...trained } = trainingTests(engine, promise);
    return { tests: [...tests, ...last], trained };
  } catch (error) {
    return { tests: [...tests, stopped(messageOf(error))], trained: null };
  }
}

function stopped(got: string): SelfTest {
  return { group: "training", name: "all tests", expected: "answered", got, passed: false };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
