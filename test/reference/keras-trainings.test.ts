import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Dataset } from "../../src/data/dataset.ts";
import { compiledEngine } from "../../src/engine/compiled/compiled-engine.ts";
import { loadKernels } from "../../src/engine/compiled/load-kernels.ts";
import type { Engine, RunSpec } from "../../src/engine/engine.ts";
import { loadTfjsEngine } from "../../src/engine/tfjs/tfjs-engine.ts";
import type { Activation, LayerSpec } from "../../src/model/model-spec.ts";
import type { LossName, OptimizerSpec } from "../../src/model/training-spec.ts";
import { loadableBackends } from "../engine/backends.ts";

// Losses x last activations x optimizers x schedules, from ordinary and from saturating weights:
// what Keras 3 makes of them stands in keras/trainings.json, which keras/trainings.py wrote.

/** Of an epoch's loss, relative to 1 + its size. */
const TOLERANCE = 1e-5;

interface Reference {
  readonly batch: number;
  readonly trainRows: number;
  /** [row, input] */
  readonly x: readonly (readonly number[])[];
  /** by the name of a kind of targets; those of "row..." have two rows a sample */
  readonly targets: Readonly<Record<string, Nested>>;
  readonly runs: readonly Training[];
}

type Nested = readonly (number | Nested)[];

interface Training {
  readonly loss: LossName;
  readonly targets: string;
  readonly hidden: Activation;
  readonly activation: Activation;
  readonly start: "ordinary" | "saturating";
  readonly optimizer: OptimizerSpec;
  /** in the order of model/model-shapes */
  readonly weights: readonly number[];
  readonly history: { readonly loss: readonly number[]; readonly val_loss: readonly number[] };
}

const reference: Reference = JSON.parse(
  readFileSync(new URL("keras/trainings.json", import.meta.url), "utf8"),
);

/** The other kernel sets have the same bits: equal-bits.test.ts. */
const engines: readonly (readonly [string, () => Promise<Engine>])[] = [
  ["compiled", async () => compiledEngine(loadKernels(undefined))],
  ...(await loadableBackends())
    .filter((backend) => backend !== "cpu")
    .map((backend) => [`tfjs-${backend}`, () => loadTfjsEngine(backend)] as const),
];

test("there are at least 60 trainings, half of them saturated", () => {
  expect(reference.runs.length).toBeGreaterThanOrEqual(60);
  const saturated = reference.runs.filter(({ start }) => start === "saturating");
  expect(saturated.length).toBeGreaterThanOrEqual(30);
});

describe.each(engines)("%s loses in every epoch what Keras does", async (_, load) => {
  const engine = await load();
  test.each(reference.runs.map((run) => [titleOf(run), run] as const))("%s", async (_, run) => {
    const observer = { onEpoch: () => {}, shouldStop: () => false };
    const given = new Map([["given", Float32Array.from(run.weights)]]);
    const result = await engine.train(specOf(run), rowsOf(run), observer, given);
    for (const metric of ["loss", "val_loss"] as const) {
      expect(result!.series[metric]).toHaveLength(run.history[metric].length);
      for (const [epoch, expected] of run.history[metric].entries()) {
        const distance = Math.abs(result!.series[metric]![epoch]! - expected);
        expect(distance).toBeLessThanOrEqual(TOLERANCE * (1 + Math.abs(expected)));
      }
    }
  });
});

function titleOf({ loss, targets, activation, start, optimizer }: Training): string {
  const { name, learningRate } = optimizer;
  const schedule = typeof learningRate === "number" ? "" : `, ${learningRate.schedule}`;
  return `${loss} of ${targets} after ${activation}, ${start}, ${name}${schedule}`;
}

function specOf({ loss, targets, hidden, activation, optimizer }: Training): RunSpec {
  const dense = (name: string, input: string, units: number, f: Activation): LayerSpec => ({
    ...{ name, inputs: [input], kind: "dense", units, activation: f, useBias: true },
    ...{ kernelInitializer: { kind: "zeros" }, biasInitializer: { kind: "zeros" } },
  });
  const rows: LayerSpec = {
    ...{ name: "rows", inputs: ["hidden"], kind: "reshape", targetShape: [2, 5] },
  };
  const { batch, trainRows, x } = reference;
  return {
    data: { source: "sine-windows", rows: x.length, seed: 1, validation: 1 - trainRows / x.length },
    model: {
      layers: targets.startsWith("row")
        ? [dense("hidden", "input", 10, hidden), rows, dense("out", "rows", 3, activation)]
        : [dense("hidden", "input", 5, hidden), dense("out", "hidden", 3, activation)],
      ...{ build: "static", dispatch: "fit", initialWeights: { sha256: "given" } },
    },
    training: { epochs: 4, batch, loss, metrics: [], optimizer, shuffle: false },
    seeding: { rule: "named", streams: ["init"] },
    engine: "test",
    seed: 1,
  };
}

function rowsOf({ targets }: Training): Dataset {
  const rows = reference.targets[targets]!;
  return {
    rowCount: rows.length,
    inputShape: [reference.x[0]!.length],
    targetShape: shapeOf(rows[0]!),
    inputs: shared(reference.x.flat()),
    targets: shared(rows.flat(2) as number[]),
    sha256: "",
  };
}

function shapeOf(row: number | Nested): number[] {
  return typeof row === "number" ? [] : [row.length, ...shapeOf(row[0]!)];
}

function shared(values: readonly number[]): Float32Array<SharedArrayBuffer> {
  const array = new Float32Array(new SharedArrayBuffer(4 * values.length));
  array.set(values);
  return array;
}
