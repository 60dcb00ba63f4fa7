// The rungs before any training.
import { sha256 } from "../base/digest.ts";
import { isDrawn, splitOrder } from "../data/split.ts";
import type { BuiltLayer, InspectedRun } from "../engine/inspection.ts";
import { splitOf } from "../engine/run-rows.ts";
import { sizeOf } from "../model/model-shapes.ts";
import { splitSeed } from "../model/run-draws.ts";
import { align } from "./align.ts";
import type { Pair } from "./arm.ts";
import { because, causeOfWeight, declaredCause } from "./causes.ts";
import { compareArrays, compareTensors } from "./compare-tensors.ts";
import { isDifferent, spreadInWords, tensorDifference } from "./difference-words.ts";
import type { Difference } from "./finding.ts";
import { showCount, showNumbers, showValue } from "./show-value.ts";

/** What a rung says: that both are the same there, in one line, or in what they differ. */
export type Verdict = { readonly text: string } | Omit<Difference, "rung">;

/** Facts of an environment that can move a bit of an engine's results. */
const DECISIVE = ["engine", "node", "v8", "arch", "cpu", "settings"];

/** Compiled programs give the same bits on every machine, so nothing but the engine counts. */
export function compareEnvironments({ a, b, judge }: Pair): Verdict {
  const [x, y] = [a.environment, b.environment];
  const [engineA, engineB] = [a.spec.engine, b.spec.engine];
  if (judge === "rounding") {
    return { text: `${engineA} against ${engineB}: what rounding explains is no difference` };
  }
  const isExact = engineA.startsWith("compiled/");
  const facts = isExact ? ["engine"] : DECISIVE;
  const differing = facts.filter((fact) => showValue(x[fact]) !== showValue(y[fact]));
  const [fact] = differing;
  if (fact !== undefined) {
    const [was, is] = [showValue(x[fact]), showValue(y[fact])];
    return {
      ...{ where: fact, step: null, a: was, b: is },
      text: `${a.name} was trained with ${fact} ${was}, ${b.name} with ${fact} ${is}`,
      details: differing.slice(1).map((name) => {
        return `${name}: ${showValue(x[name])} and ${showValue(y[name])}`;
      }),
      cause: "their numbers may part by that alone",
    };
  }
  const others = Object.keys(x).filter((name) => showValue(x[name]) !== showValue(y[name]));
  const besides =
    others.length > 0 ? `; ${others.join(", ")} differ, which moves no bit of it` : "";
  return { text: `${engineA}${besides}` };
}

export function compareData(pair: Pair): Verdict {
  return (
    compareDrawnSplits(pair) ??
    compareRows(pair) ??
    compareSplits(pair) ??
    compareOrders(pair) ??
    sameData(pair.a)
  );
}

function sameData({ dataset, spec, run }: Pair["a"]): Verdict {
  const { trainRowCount, validationRowCount } = splitOf(spec, dataset);
  const rows = `${showCount(trainRowCount)} training rows of ${sizeOf(dataset.inputShape)}`;
  const order = spec.training.shuffle ? "shuffled alike" : "in order";
  const batch = `${showCount(run.stepsPerEpoch)} steps an epoch`;
  return { text: `${rows}, ${showCount(validationRowCount)} to validate, ${order}, ${batch}` };
}

/** Rows as they stand before the split is drawn are numbered alike on both sides. */
function compareDrawnSplits(pair: Pair): Verdict | undefined {
  const { a, b } = pair;
  const [x, y] = [a, b].map(validatingRows);
  if (!x || !y || a.dataset.rowCount !== b.dataset.rowCount) return undefined;
  const other = [...y].filter((row) => !x.has(row)).length;
  if (other === 0 && x.size === y.size) return undefined;
  const [listA, listB] = [x, y].map((rows) => `rows ${rowList(Uint32Array.from(rows))}`);
  const rest = `${showCount(other)} of the ${showCount(y.size)} rows that validate ${b.name}`;
  const text = `the splits differ: ${rest} train ${a.name}`;
  const values = { a: listA!, b: listB! };
  return { where: "split", step: null, ...values, text, details: [], ...because(pair, "data") };
}

function validatingRows({ spec, dataset }: Pair["a"]): ReadonlySet<number> | undefined {
  const { data, seeding, seed } = spec;
  if (!isDrawn(data.validation)) return undefined;
  const order = splitOrder(dataset.rowCount, data.validation, splitSeed(seeding, seed));
  return new Set(order.subarray(splitOf(spec, dataset).trainRowCount));
}

function compareRows(pair: Pair): Verdict | undefined {
  const { a, b } = pair;
  const outline = ({ dataset }: Pair["a"]) =>
    `${dataset.rowCount} rows of ${dataset.inputShape.join("x")}`;
  if (outline(a) !== outline(b)) {
    const [x, y] = [outline(a), outline(b)];
    const text = `${a.name} has ${x}, ${b.name} ${y}`;
    return { where: "rows", step: null, a: x, b: y, text, details: [], ...because(pair, "data") };
  }
  for (const part of ["inputs", "targets"] as const) {
    if (a.dataset[part] === b.dataset[part]) continue; // the very same memory
    const difference = compareArrays(a.dataset[part], b.dataset[part]);
    if (!difference) continue;
    const width = a.dataset[part].length / a.dataset.rowCount;
    const row = Math.floor(firstDifference(a.dataset[part], b.dataset[part]) / width) + 1;
    const [x, y] = showNumbers(difference.a, difference.b);
    const where = `${part} of row ${row}`;
    const text = `the rows differ from row ${row} on: ${spreadInWords(difference)} of the ${part}`;
    return { where, step: null, a: x, b: y, text, details: [], ...because(pair, "data") };
  }
  return undefined;
}

function firstDifference(a: Float32Array, b: Float32Array): number {
  return a.findIndex((value, index) => !Object.is(value, b[index]));
}

function compareSplits(pair: Pair): Verdict | undefined {
  const { a, b } = pair;
  const [x, y] = [a, b].map(({ dataset, spec }) => {
    return splitOf(spec, dataset).trainRowCount;
  });
  if (x === y) return undefined;
  const text = `${a.name} trains on ${showCount(x!)} rows, ${b.name} on ${showCount(y!)}`;
  const values = { a: String(x), b: String(y) };
  return { where: "split", step: null, ...values, text, details: [], ...because(pair, "data") };
}

/** Which rows each step of the first epoch reads, in their order. */
function compareOrders(pair: Pair): Verdict | undefined {
  const { a, b } = pair;
  const steps = Math.min(a.run.stepsPerEpoch, b.run.stepsPerEpoch);
  for (let step = 1; step <= steps; step++) {
    const [x, y] = [a.run.rowsOf(step), b.run.rowsOf(step)];
    if (sha256(x) === sha256(y)) continue;
    const isLonger = x.length !== y.length;
    const [readA, readB] = [x, y].map((rows) => {
      return isLonger ? `${rows.length} rows` : `rows ${rowList(rows)}`;
    });
    const text = `step ${step} reads ${readA} with ${a.name}, ${readB} with ${b.name}`;
    const values = { a: readA!, b: readB! };
    return { where: "order", step, ...values, text, details: [], ...because(pair, "data") };
  }
  return undefined;
}

/** The first few row numbers, from 1. */
export function rowList(rows: Uint32Array): string {
  const shown = [...rows.subarray(0, 4)].map((row) => row + 1).join(" ");
  return rows.length > 4 ? `${shown} ..` : shown;
}

export function compareStructures(pair: Pair): Verdict {
  const { a, b } = pair;
  const rows = align(a.run.layers, b.run.layers, isSameLayer, (x, y) => x.kind === y.kind);
  const changed = rows.filter(({ a: x, b: y }) => !x || !y || !isSameLayer(x, y));
  const moved = movedInput(a.run, b.run);
  const first = changed[0] ?? moved;
  if (!first) {
    const parameters = a.run.layers.reduce((sum, layer) => sum + layer.parameterCount, 0);
    return { text: `${a.run.layers.length} layers, ${showCount(parameters)} parameters` };
  }
  const [x, y] = [describe(first.a, first.b), describe(first.b, first.a)];
  const where = (first.a ?? first.b)!.name;
  const text = !first.b
    ? `${b.name} has no ${where} (${x})`
    : !first.a
      ? `${a.name} has no ${where} (${y})`
      : `${where} is ${x} with ${a.name}, ${y} with ${b.name}`;
  const details = rows.flatMap(({ a: was, b: is }) => {
    if (was && is && isSameLayer(was, is)) return [`  ${was.name}: ${describe(was)}`];
    return [
      ...(was ? [`- ${was.name}: ${describe(was)}`] : []),
      ...(is ? [`+ ${is.name}: ${describe(is)}`] : []),
    ];
  });
  return { where, step: null, a: x, b: y, text, details, ...because(pair, "structure") };
}

/** Names do not count: what draws by them differs on a later rung. */
function isSameLayer(x: BuiltLayer, y: BuiltLayer): boolean {
  return describe(x) === describe(y);
}

/** A layer that reads other layers than the one in its place. */
function movedInput(a: InspectedRun, b: InspectedRun) {
  const placesOf = ({ layers }: InspectedRun) => {
    const places = new Map(layers.map(({ name }, place) => [name, place]));
    return layers.map(({ inputs }) => inputs.map((name) => places.get(name) ?? "input").join());
  };
  const [before, after] = [placesOf(a), placesOf(b)];
  const place = before.findIndex((inputs, index) => inputs !== after[index]);
  return place < 0 ? undefined : { a: a.layers[place], b: b.layers[place] };
}

/** For example "dense relu [64], 4,160 parameters"; with what it reads if that alone differs. */
function describe(layer: BuiltLayer | undefined, other?: BuiltLayer): string {
  if (!layer) return "none";
  const { kind, outputShape, parameterCount, activation, inputs } = layer;
  const active = activation === null ? "" : ` ${activation}`;
  const parameters = parameterCount > 0 ? `, ${showCount(parameterCount)} parameters` : "";
  const text = `${kind}${active} [${outputShape.join(", ")}]${parameters}`;
  return other && describe(other) === text ? `${text}, of ${inputs.join(" and ")}` : text;
}

export function compareInitialWeights(pair: Pair): Verdict {
  const { a, b } = pair;
  const [x, y] = [a.run.state().weights, b.run.state().weights];
  const differences = compareTensors(x, y);
  const [first] = differences;
  if (first) {
    const [layer, weight] = first.where.split("/");
    const cause = causeOfWeight(pair, layer!, weight!) ?? declaredCause(pair, "initial-weights");
    const text = `${first.where} does not start equal: ${spreadInWords(first)}`;
    return { ...tensorDifference(differences, null, text), ...(cause !== undefined && { cause }) };
  }
  const count = x.reduce((sum, { values }) => sum + values.length, 0);
  return { text: `${x.length} tensors, ${showCount(count)} numbers, equal bits` };
}

/** Enough rows to tell two models apart. */
const PREDICTED_ROW_COUNT = 256;

export function compareInitialPredictions(pair: Pair): Verdict {
  const { a, b } = pair;
  const rowCount = Math.min(PREDICTED_ROW_COUNT, a.dataset.rowCount);
  const [x, y] = [a, b].map(({ run }) => run.predict(0, rowCount));
  const difference = compareArrays(x!, y!);
  if (!difference || !isDifferent(pair, difference)) {
    const how = difference ? `within rounding, ${spreadInWords(difference)}` : "equal bits";
    return { text: `of ${rowCount} rows, ${how}` };
  }
  const row = Math.floor(difference.index / (x!.length / rowCount)) + 1;
  const [was, is] = showNumbers(difference.a, difference.b);
  const text = `the untrained models predict otherwise: ${spreadInWords(difference)}`;
  return {
    ...{ where: `prediction of row ${row}`, step: null, a: was, b: is, text, details: [] },
    ...because(pair, "initial-predictions"),
  };
}
