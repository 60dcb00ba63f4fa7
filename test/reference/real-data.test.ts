import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadPlan } from "../../src/cli/load-plan.ts";
import { buildDataset } from "../../src/data/build-dataset.ts";
import type { Dataset } from "../../src/data/dataset.ts";
import { splitRows } from "../../src/data/split.ts";
import { loadKernels } from "../../src/engine/compiled/load-kernels.ts";
import type { RunSpec } from "../../src/engine/engine.ts";
import { type Weight, weightsSha256 } from "../../src/model/initialize.ts";
import { modelShapes } from "../../src/model/model-shapes.ts";
import { sweep, temporaryFolder } from "../cli/program.ts";
import { availableSteppers, openStepper, type Stepper } from "../engine/steppers.ts";
import {
  kerasInitialWeights,
  kerasNumbers,
  REAL_DATA_NAMES,
  type RealDataName,
  realDataFile,
} from "./real-data.ts";

// Two regressions and two classifications of real data against Keras: test/reference/README.md.

/** Two correct programs differ by rounding alone. */
const TOLERANCE = 5e-7;
/** Of weights: two float32 steps of the penguins' bias of 4.2. */
const WEIGHT_TOLERANCES: Partial<Record<RealDataName, number>> = { penguins: 9.6e-7 };

const STANDARD_ERRORS_MAX = 2;

const COMPILED = `compiled ${loadKernels(undefined).name}`;

/** The other kernel sets have the same bits: equal-bits.test.ts. */
const engines = (await availableSteppers()).filter(
  (name) => name !== "tfjs cpu" && (name === COMPILED || !name.startsWith("compiled ")),
);

describe.each(REAL_DATA_NAMES)("%s", async (name) => {
  const keras = kerasNumbers(name);
  const { spec, dataset } = await rowsOf(name);

  test("has the rows that Keras was given, to the bit", () => {
    const { trainRowCount } = splitRows(dataset.rowCount, spec.data.validation, 0);
    expect([dataset.rowCount, trainRowCount]).toEqual([keras.exact.rows, keras.exact.train_rows]);
    expect(dataset.sha256).toBe(keras.exact.data_sha256);
  });

  test.each(engines)("from Keras' weights it goes Keras' way on %s", async (engine) => {
    const initial = initialOf(name, spec, dataset);
    expect(weightsSha256(initial)).toBe(keras.exact.initial_weights_sha256);
    const trained = train(await openStepper(engine, spec, dataset, initial), spec, dataset);
    const { step_losses, loss, val_loss, final_weights } = keras.exact;
    const losses = [
      largestDifference(trained.stepLosses, step_losses),
      largestDifference(trained.loss, loss),
      largestDifference(trained.valLoss, val_loss),
    ];
    const weights = largestDifference(trained.weights, Object.values(final_weights).flat());
    expect(Math.max(...losses)).toBeLessThanOrEqual(TOLERANCE);
    expect(weights).toBeLessThanOrEqual(WEIGHT_TOLERANCES[name] ?? TOLERANCE);
  });

  test("Keras' model.json and weights, in any of their forms, lose in each epoch what Keras does", async () => {
    const folder = temporaryFolder();
    const config = join(folder, "sweep.yaml");
    writeFileSync(config, exportedSweep(name));
    const db = join(folder, "real.db");
    expect(await sweep("run", config, "--db", db)).toMatchObject({ exitCode: 0 });
    for (const metric of ["loss", "val_loss"] as const) {
      const { out } = await sweep("report", "--db", db, "--metric", metric, "--json");
      const { variants }: Report = JSON.parse(out);
      expect(variants).toHaveLength(EXPORTED.length);
      for (const { curve } of variants) {
        const means = curve.map(({ mean }) => mean);
        expect(largestDifference(means, keras.exact[metric])).toBeLessThanOrEqual(TOLERANCE);
      }
    }
  });

  test("ten seeds have Keras' mean within two standard errors of the difference", async () => {
    const db = join(temporaryFolder(), "real.db");
    const config = realDataFile(name, `${name}.yaml`);
    const { exitCode, out } = await sweep("run", config, "--db", db, "--json");
    expect(exitCode).toBe(0);
    const { variants }: Report = JSON.parse(out);
    expect(variants.map((variant) => variant.name).sort()).toEqual(Object.keys(keras.seeds).sort());
    for (const { name: variant, n, mean, sd } of variants) {
      const theirs = keras.seeds[variant]!;
      expect([n, theirs.last_val_loss.length]).toEqual([10, 10]);
      const standardError = Math.sqrt((sd * sd + theirs.sd * theirs.sd) / n);
      const distance = (mean - theirs.mean) / standardError;
      expect(Math.abs(distance)).toBeLessThanOrEqual(STANDARD_ERRORS_MAX);
    }
  });
});

/** What is read of a report as JSON. */
interface Report {
  readonly variants: readonly {
    name: string;
    n: number;
    mean: number;
    sd: number;
    curve: readonly { mean: number }[];
  }[];
}

/** The files that a model is exported to. */
const EXPORTED = [
  ["model.json", "initial.weights.h5"],
  ["model.json", "initial.npz"],
  ["model.keras2.json", "initial.safetensors"],
] as const;

/** The sweep of a table, with Keras' model and weights for its own, and its rows in order. */
function exportedSweep(name: RealDataName): string {
  const text = readFileSync(realDataFile(name, `${name}.yaml`), "utf8");
  const variants = EXPORTED.map(([model, weights], index) => {
    const files = [realDataFile(name, model), realDataFile(name, weights)];
    return `  v${index}: {keras: ${files[0]}, weights: ${files[1]}}\n`;
  });
  const kept = text
    .replace("seeds: 1..10", "seeds: [1]")
    .replace(`./${name}.csv`, realDataFile(name, `${name}.csv`))
    .replace("shuffle: true", "shuffle: false")
    .replace(/^(model|variants|compare):.*\n( .*\n)*/gm, "");
  return `${kept}variants:\n${variants.join("")}compare: {metric: val_loss}\n`;
}

/** The variant that is compared step by step, and its rows. */
async function rowsOf(name: RealDataName): Promise<{ spec: RunSpec; dataset: Dataset }> {
  const { plan } = await loadPlan({ db: "", config: realDataFile(name, `${name}.yaml`) });
  const { spec } = plan.runs.find(({ variant }) => variant === "without-dropout")!;
  return {
    spec: { ...spec, training: { ...spec.training, shuffle: false } },
    dataset: await buildDataset(spec.data, plan.files),
  };
}

/** Keras' initial weights in the order of model/model-shapes. */
function initialOf(name: RealDataName, { model }: RunSpec, { inputShape }: Dataset): Weight[] {
  const values = kerasInitialWeights(name);
  const keys = Object.keys(kerasNumbers(name).exact.final_weights);
  return modelShapes(model.layers, inputShape)
    .flatMap((layer) => layer.weights.map((weight) => ({ ...weight, layer: layer.name })))
    .map((weight, index) => ({ ...weight, values: values.get(keys[index]!)! }));
}

function train(stepper: Stepper, { training, data }: RunSpec, { rowCount }: Dataset) {
  const { trainRowCount } = splitRows(rowCount, data.validation, 0);
  const [stepLosses, loss, valLoss]: [number[], number[], number[]] = [[], [], []];
  try {
    for (let epoch = 0; epoch < training.epochs; epoch++) {
      let sum = 0;
      for (let start = 0; start < trainRowCount; start += training.batch) {
        const end = Math.min(start + training.batch, trainRowCount);
        const stepLoss = stepper.step(start, end);
        stepLosses.push(stepLoss);
        sum += stepLoss * (end - start);
      }
      loss.push(sum / trainRowCount);
      valLoss.push(stepper.lossOf(trainRowCount, rowCount));
    }
    const weights = stepper.weights().flatMap((values) => [...values]);
    return { stepLosses, loss, valLoss, weights };
  } finally {
    stepper.dispose();
  }
}

function largestDifference(got: readonly number[], expected: readonly number[]): number {
  expect(got.length).toBe(expected.length);
  return Math.max(...expected.map((value, index) => Math.abs(got[index]! - value)));
}
