import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { compiledModule } from "../base/compiled-module.ts";
import { SweepError } from "../base/error.ts";
import type { Engine, EngineIdentity, EngineName } from "./engine.ts";

const require = createRequire(import.meta.url);

/** The engine of a config's `auto`: never what happens to be installed. */
const AUTO: EngineName = "tfjs-wasm";

/**
 * Names an engine and what its numbers depend on, without loading it into this process.
 *
 * @throws SweepError ENGINE_UNAVAILABLE where it is not built or does not load
 */
export function identifyEngine(asked: EngineName | "auto"): EngineIdentity {
  const name = asked === "auto" ? AUTO : asked;
  return { name, numerics: `${name}/${numericVersion(name)}` };
}

/** Loads an engine into this thread. */
export async function loadEngine(name: EngineName): Promise<Engine> {
  if (name === "compiled") throw notBuilt();
  const { loadTfjsEngine } = await import("./tfjs/tfjs-engine.ts");
  return loadTfjsEngine(BACKENDS[name]);
}

const BACKENDS = { "tfjs-node": "node", "tfjs-wasm": "wasm", "tfjs-cpu": "cpu" } as const;

function numericVersion(name: EngineName): string {
  switch (name) {
    case "compiled":
      throw notBuilt();
    case "tfjs-wasm":
      return tfjsVersion();
    case "tfjs-cpu": // its exp and tanh are V8's
      return `${tfjsVersion()}+v8-${process.versions.v8.split(".").slice(0, 3).join(".")}`;
    case "tfjs-node":
      return `${tfjsVersion()}+tensorflow-${tensorflowVersion()}`;
    default:
      return name satisfies never;
  }
}

/** To be raised when what all engines share (see model/) changes a bit of any result. */
const OWN_REVISION = 1;

/** As of a Debian package: their version, a dash, our revision. */
function tfjsVersion(): string {
  const { version } = require("@tensorflow/tfjs-core/package.json") as { version: string };
  return `${version}-${OWN_REVISION}`;
}

/** Asks a process of its own, as libtensorflow is native code and takes a second to load. */
function tensorflowVersion(): string {
  const probe = compiledModule("./tfjs/print-tensorflow-version", import.meta.url);
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

function notBuilt(): SweepError {
  return new SweepError(
    "ENGINE_UNAVAILABLE",
    "engine: compiled is planned but not built yet",
    "use auto, tfjs-wasm, tfjs-node or tfjs-cpu",
  );
}
