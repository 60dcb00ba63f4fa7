import { type ChildProcess, fork } from "node:child_process";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { SweepError } from "../../src/base/error.ts";
import { compiledModule } from "../../src/base/package-files.ts";
import { parseJson } from "../../src/model/keras/parse-json.ts";
import { readKerasModel } from "../../src/model/keras/read-keras-model.ts";
import { modelShapes } from "../../src/model/model-shapes.ts";
import { matchWeights } from "../../src/weights/match-weights.ts";
import { readNpz } from "../../src/weights/npz.ts";
import type { Hdf5Reply } from "../../src/weights/read-hdf5.ts";
import { readSafetensors } from "../../src/weights/safetensors.ts";
import type { WeightsFile } from "../../src/weights/weights-file.ts";
import { kerasFile, kerasLayers } from "../reference/keras-models/keras-files.ts";

/** Files that Keras wrote, to be made bad, each with what reads it. */
export const KINDS = ["model.json", "npz", "safetensors", "h5"] as const;
export type Kind = (typeof KINDS)[number];

const FILES: Readonly<Record<Kind, readonly string[]>> = {
  "model.json": ["sequential.json", "functional.json", "functional.keras2.json", "masks.json"],
  npz: ["functional.npz"],
  safetensors: ["embedding.safetensors", "embedding.dots.safetensors"],
  h5: ["sequential.weights.h5", "sequential.keras2.h5", "sequential.types.h5"],
};

/** The name of a file, and what became of its bytes. */
export const badFile = (kind: Kind): fc.Arbitrary<{ name: string; bytes: Buffer }> =>
  fc.constantFrom(...FILES[kind]).chain((name) => {
    const bytes = readFileSync(kerasFile(name));
    const damages =
      kind === "model.json" ? [damagedBytes(bytes), damagedJson(bytes)] : [damagedBytes(bytes)];
    return fc.oneof(...damages).map((damaged) => ({ name, bytes: damaged }));
  });

/** One to four damages, each at any place: bytes that are others, too many, gone or cut off. */
function damagedBytes(bytes: Buffer): fc.Arbitrary<Buffer> {
  const place = fc.nat(bytes.length);
  // A file is mostly numbers, which may be others: headers are what there is to break.
  const early = fc.nat(Math.min(512, bytes.length));
  const damage = fc.record({
    at: fc.oneof(place, early),
    cut: fc.oneof(fc.constant(0), fc.nat(9), place),
    put: fc.uint8Array({ maxLength: 8 }),
    isEnd: fc.integer({ min: 0, max: 19 }).map((n) => n === 0),
  });
  return fc.array(damage, { minLength: 1, maxLength: 4 }).map((damages) =>
    damages.reduce<Buffer>((before, { at, cut, put, isEnd }) => {
      const after = isEnd ? Buffer.alloc(0) : before.subarray(at + cut);
      return Buffer.concat([before.subarray(0, at), put, after]);
    }, bytes),
  );
}

/** Another value in place of one in the tree. */
function damagedJson(bytes: Buffer): fc.Arbitrary<Buffer> {
  const walk = fc.array(fc.nat(50), { minLength: 1, maxLength: 9 });
  return fc.tuple(walk, fc.jsonValue()).map(([steps, value]) => {
    const json = JSON.parse(bytes.toString("utf8"));
    let node = json;
    for (const [index, step] of steps.entries()) {
      const keys = Object.keys(node);
      const key = keys[step % Math.max(1, keys.length)];
      if (key === undefined) break;
      const next = node[key];
      const isLast = index === steps.length - 1 || typeof next !== "object" || next === null;
      if (isLast) {
        node[key] = value;
        break;
      }
      node = next;
    }
    return Buffer.from(JSON.stringify(json));
  });
}

/** The messages about a file; none: it can be read all the same. */
export async function messagesOn(kind: Kind, name: string, bytes: Buffer): Promise<string[]> {
  try {
    if (kind === "model.json") return jsonMessages(name, bytes);
    const file = kind === "h5" ? await readByChild(bytes) : READERS[kind](bytes, name);
    if (typeof file === "string") return [file];
    const [model = ""] = name.split(".");
    const rowShape = rowShapeOf(name);
    const layers = kerasLayers(`${model}.json`, rowShape);
    const matched = matchWeights(file, layers, modelShapes(layers, rowShape), () => false);
    return [...(matched.mistakes ?? [])];
  } catch (error) {
    if (error instanceof SweepError && error.code === "CONFIG_INVALID") return [error.message];
    throw error;
  }
}

const READERS = { npz: readNpz, safetensors: readSafetensors } as const;
/** The rows that a file's model takes. */
export function rowShapeOf(name: string): readonly number[] {
  return ROW_SHAPES[name.split(".")[0]!]!;
}

const ROW_SHAPES: Readonly<Record<string, readonly number[]>> = {
  ...{ sequential: [6], functional: [6], embedding: [5], masks: [4] },
};

function jsonMessages(name: string, bytes: Buffer): string[] {
  const parsed = parseJson(bytes.toString("utf8"));
  if (parsed.problem) {
    const { line, column, rule, got } = parsed.problem;
    return [`${line}:${column}: ${rule}, got ${got}`];
  }
  return [...(readKerasModel(parsed.value, rowShapeOf(name)).mistakes ?? [])];
}

let child: ChildProcess | undefined;
let lateCount = 0;
const TIME_MS_MAX = 5000;

/** Files on which the reader had to be ended. */
export function lateFileCount(): number {
  return lateCount;
}

/** By the process that reads such files; it stays for the next one, while it lives. */
function readByChild(bytes: Buffer): Promise<WeightsFile | string> {
  child ??= fork(compiledModule("weights/read-hdf5-child", import.meta.resolve("../../src/x.ts")), {
    ...{ execArgv: [], serialization: "advanced", stdio: ["ignore", "ignore", "ignore", "ipc"] },
  });
  const asked = child;
  return new Promise((resolve) => {
    const end = (answer: WeightsFile | string) => {
      clearTimeout(timer);
      asked.removeAllListeners();
      resolve(answer);
    };
    // As read-hdf5.ts does, if sooner: some damages make the library go round in circles.
    const timer = setTimeout(() => {
      lateCount++;
      endReader();
      end("must be an HDF5 file that can be read, got a reader that took too long");
    }, TIME_MS_MAX);
    asked.on("message", (reply: Hdf5Reply) => {
      end(reply.kind === "read" ? reply.file : reply.problem);
    });
    asked.on("exit", () => {
      child = undefined;
      end("must be an HDF5 file that can be read, got a reader that ended");
    });
    asked.send(bytes, () => {});
  });
}

export function endReader(): void {
  child?.kill("SIGKILL");
  child = undefined;
}

/** What a person can read: a rule, and nothing of the program's inside. */
export function isClear(message: string): boolean {
  const isRule = /must|is not supported here|joins layers|cannot/.test(message);
  return isRule && !/undefined|\[object|\bat .*\.ts|TypeError|RangeError/.test(message);
}
