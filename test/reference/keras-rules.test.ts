import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { TESTED_OPTIMIZERS } from "../../src/diagnose/doctor/self-test-specs.ts";
import { compiledEngine } from "../../src/engine/compiled/compiled-engine.ts";
import { loadKernels } from "../../src/engine/compiled/load-kernels.ts";
import { ROW_METRICS } from "../../src/model/metric-values.ts";
import type { Activation } from "../../src/model/model-spec.ts";
import { metricKind } from "../../src/model/row-metric.ts";
import { LOSSES, type LossName, METRICS, type MetricName } from "../../src/model/training-spec.ts";
import { kerasTrajectory, OPTIMIZER_ROWS } from "./keras-optimizers.ts";
import {
  ACTIVATION_POINTS,
  activationDistance,
  distanceOf,
  JOIN_POINTS,
  joinDistance,
  LOSS_POINTS,
  lossDistance,
  METRIC_POINTS,
} from "./keras-points.ts";

// The tables of docs/keras.md: which rule is followed, and how far from Keras it comes out. The words
// are written here, the numbers are measured. `npm run golden` writes them into the page.

const PAGE = new URL("../../docs/keras.md", import.meta.url);
const [BEGIN, END] = ["<!-- keras rules: npm run golden -->\n", "<!-- end of keras rules -->"];

/** Keras' function, what it is of one row, and the choice at its corners. */
const LOSS_RULES: Readonly<Record<LossName, readonly [string, string, string]>> = {
  meanSquaredError: ["mean_squared_error", "mean of (p - t)²", ""],
  meanAbsoluteError: ["mean_absolute_error", "mean of \\|p - t\\|", "slope 0 where p = t"],
  meanAbsolutePercentageError: [
    "mean_absolute_percentage_error",
    "mean of 100 \\|p - t\\| / max(\\|t\\|, 1e-7)",
    "slope 0 where p = t",
  ],
  meanSquaredLogarithmicError: [
    "mean_squared_logarithmic_error",
    "mean of (log(1 + max(p, 1e-7)) - log(1 + max(t, 1e-7)))²",
    "slope 0 below 1e-7",
  ],
  huber: ["huber", "mean of d² / 2 up to \\|d\\| = 1, \\|d\\| - 1/2 beyond; d = p - t", ""],
  logcosh: ["log_cosh", "mean of log cosh(p - t)", ""],
  hinge: [
    "hinge",
    "mean of max(1 - t p, 0); where all labels of a batch are 0 or 1 they are read as -1 and 1",
    "at the margin the slope of the inside",
  ],
  squaredHinge: ["squared_hinge", "mean of max(1 - t p, 0)²; labels as for hinge", ""],
  categoricalHinge: [
    "categorical_hinge",
    "max(max((1 - t) p) - sum(t p) + 1, 0)",
    "equal maxima share the slope; at the margin that of the inside",
  ],
  categoricalCrossentropy: [
    "categorical_crossentropy",
    "-sum(t log clip(p / sum p)); of logits: softmax",
    "slope 0 outside of the clip; of logits softmax - t, whatever sum t is",
  ],
  sparseCategoricalCrossentropy: [
    "sparse_categorical_crossentropy",
    "-log(clip(p) / sum clip(p)) of the class; of logits: softmax",
    "slope 0 outside of the clip",
  ],
  binaryCrossentropy: [
    "binary_crossentropy",
    "-mean of t log clip(p) + (1 - t) log(1 - clip(p)); of logits: sigmoid",
    "slope 0 outside of the clip",
  ],
  kullbackLeiblerDivergence: [
    "kl_divergence",
    "sum of t log(t / p), both within [1e-7, 1]",
    "slope 0 outside of [1e-7, 1]",
  ],
  poisson: ["poisson", "mean of p - t log(p + 1e-7)", ""],
  cosineProximity: [
    "cosine_similarity",
    "-sum(p t) / (\\|p\\| \\|t\\|), lengths at least 1e-7",
    "a shorter p has the slope of a length of 1e-7",
  ],
};

const METRIC_RULES = {
  binaryAccuracy: "share of outputs p > 0.5 that equal t; `accuracy` of one output",
  categoricalAccuracy:
    "first largest p where the first largest t is; `accuracy` of one-hot targets",
  sparseCategoricalAccuracy: "first largest p is the class; `accuracy` of class indices",
} as const;

const CORNERS: Partial<Record<Activation, string>> = {
  relu: "slope 0 at 0",
  relu6: "slope 0 at 0 and 6",
  elu: "slope of the right side at 0",
  selu: "slope of the right side at 0",
  hardSigmoid: "Keras 2's, clip(0.2 x + 0.5, 0, 1); slope 0.2 at both ends",
  gelu: "by the error function",
  gelu_new: "by the tanh",
};

const engine = compiledEngine(loadKernels(undefined));

test("docs/keras.md has the rules that are followed and their distances from Keras", () => {
  const page = readFileSync(PAGE, "utf8");
  const [before, rest] = page.split(BEGIN);
  const [, after] = rest!.split(END);
  const written = `${before}${BEGIN}${tables()}${END}${after}`;
  if (process.env.GOLDEN) writeFileSync(PAGE, written);
  else expect(page, "npm run golden writes the page anew").toBe(written);
});

test("every loss, metric and optimizer is in the tables", () => {
  const named = tables();
  const optimizers = OPTIMIZER_ROWS.map(({ spec }) => spec.name);
  expect(optimizers.sort()).toEqual(TESTED_OPTIMIZERS.map(({ name }) => name).sort());
  for (const name of [...LOSSES, ...METRICS.filter((metric) => /Accuracy$/.test(metric))]) {
    expect(named).toContain(`| ${name} |`);
  }
});

function tables(): string {
  return [
    table(
      ["loss, or metric", "Keras", "of a row", "corners", "points", "furthest", "of logits"],
      LOSSES.map(lossRow),
    ),
    table(["metric", "is", "points", "furthest"], Object.entries(METRIC_RULES).map(metricRow)),
    table(
      ["activation, or join", "corners", "points", "furthest"],
      [...activationRows(), ...joinRows()],
    ),
    table(["optimizer", "rule", "of one step", "against it"], OPTIMIZER_ROWS.map(optimizerRow)),
  ].join("\n");
}

function lossRow(loss: LossName): string[] {
  const [keras, formula, corners] = LOSS_RULES[loss];
  const titles = [loss, `${loss} of sigmoid`, `${loss} of softmax`];
  const known = titles.filter((title) => LOSS_POINTS[title]);
  const points = known.reduce((sum, title) => sum + LOSS_POINTS[title]!.length, 0);
  const [own, ...ofLogits] = known.map((title) => lossDistance(engine, title));
  const logits = ofLogits.length > 0 ? shown(Math.max(...ofLogits)) : "";
  return [loss, `\`${keras}\``, formula, corners, `${points}`, shown(own!), logits];
}

function metricRow([name, rule]: readonly [string, string]): string[] {
  const points = METRIC_POINTS[name as MetricName];
  const distances = points.map(({ output, target, value }) => {
    const form = { width: output.length, targetWidth: target.length, hasLogits: false };
    const metric = ROW_METRICS[metricKind(name as MetricName, form)];
    return distanceOf(metric(Float32Array.from(output), Float32Array.from(target)), value);
  });
  return [name, rule, `${points.length}`, shown(Math.max(...distances))];
}

function activationRows(): string[][] {
  return (Object.keys(ACTIVATION_POINTS) as Activation[]).map((activation) => [
    ...[activation, CORNERS[activation] ?? "", `${ACTIVATION_POINTS[activation].length}`],
    shown(activationDistance(engine, activation)),
  ]);
}

function joinRows(): string[][] {
  return (Object.keys(JOIN_POINTS) as (keyof typeof JOIN_POINTS)[]).map((kind) => [
    ...[kind, "of equal inputs the first has the slope", `${JOIN_POINTS[kind].length}`],
    shown(joinDistance(engine, kind)),
  ]);
}

function optimizerRow({ spec, source, rule, against }: (typeof OPTIMIZER_ROWS)[number]): string[] {
  if (against !== undefined) return [spec.name, source, rule, against];
  const { expected, got } = kerasTrajectory(spec);
  const isEqual = got.every((weight, step) => Object.is(weight, expected[step]));
  const furthest = Math.max(...got.map((weight, step) => distanceOf(weight, expected[step]!)));
  const distance = isEqual ? "equal bits" : `within ${shown(furthest)}`;
  return [spec.name, source, rule, `${distance} over ${expected.length} steps`];
}

/** Rounded up to one digit: what is measured is at most this. */
function shown(distance: number): string {
  if (distance === 0) return "0";
  const exponent = Math.floor(Math.log10(distance));
  const digit = Math.ceil(distance / 10 ** exponent);
  return digit === 10 ? `1e${exponent + 1}` : `${digit}e${exponent}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |\n`;
  return line(head) + line(head.map(() => "---")) + rows.map(line).join("");
}
