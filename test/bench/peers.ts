// The second half of `npm run bench` (options after --, for example --python PATH): our engine
// beside JAX, PyTorch, Keras and tfjs-node, each a process of its own, one after another on one core,
// in rounds; medians. Absolute times are this machine's at this minute: compare what is printed by
// one call, and only where the machine was idle.
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { countOf } from "../../src/base/count-of.ts";
import { KERNEL_SETS } from "../../src/engine/compiled/kernels.ts";
import type { EngineName } from "../../src/engine/engine.ts";
import { idleness, machine, print, spread } from "./machine.ts";
import { type TimedProgram, type Timing, timed } from "./timed-child.ts";
import { runsPerSecond } from "./two-threads.ts";

const { values: options } = parseArgs({
  options: {
    python: { type: "string", default: process.env.SWEEP_PYTHON },
    engine: { type: "string", default: "compiled" },
    rounds: { type: "string", default: "3" },
    core: { type: "string", default: `${availableParallelism() - 1}` },
  },
});
const { python } = options;
const engine = options.engine as EngineName;
const [roundCount, core] = [Number(options.rounds), Number(options.core)];
if (!(Number.isInteger(roundCount) && roundCount > 0)) {
  throw new RangeError(`--rounds: must be a whole number above 0, got ${options.rounds}`);
}

interface Shape {
  readonly sizes: string;
  readonly batch: string;
}

const QUESTION: Shape = { sizes: "1001-64-64-64-64-1", batch: "32" };
/** Its weights and moments do not fit into a core's second cache. */
const WIDE: Shape = { sizes: "784-512-512-10", batch: "128" };
const SHAPES: readonly Shape[] = [
  { sizes: "8-16-16-1", batch: "16" },
  { sizes: "30-32-1", batch: "32" },
  { sizes: "64-256-256-10", batch: "64" },
  WIDE,
  QUESTION,
  { sizes: "1001-512-512-1", batch: "32" },
];

/** tfjs and kernels in plain TypeScript take a hundred times as long. */
const stepsWith = (kernels: string | undefined) =>
  kernels === undefined || kernels === "reference" ? "50" : "1000";

function ours({ sizes, batch }: Shape, kernels?: string): TimedProgram {
  return {
    label: kernels ?? engine,
    ...{ command: process.execPath, script: "./steps.ts" },
    args: [engine, sizes, batch, stepsWith(kernels)],
    ...(kernels !== undefined && { env: { SWEEP_KERNELS: kernels } }),
  };
}

function peer(label: string, script: string, ...args: string[]): readonly TimedProgram[] {
  return python === undefined ? [] : [{ label, command: python, script, args }];
}

const jax = ({ sizes, batch }: Shape) => peer("JAX", "./peers/jax_steps.py", "1", sizes, batch);
const native = engine === "compiled" ? "native" : undefined;
const sets = engine === "compiled" ? KERNEL_SETS : [undefined];

const onQuestion: readonly TimedProgram[] = [
  ...sets.map((kernels) => ours(QUESTION, kernels)),
  ...jax(QUESTION),
  ...peer("PyTorch", "./peers/torch_steps.py"),
  ...peer("Keras", "./peers/keras_steps.py"),
  { label: "tfjs-node", command: process.execPath, script: "./peers/tfjs_node_steps.ts", args: [] },
];
const onShapes = SHAPES.map((shape) => ({
  shape,
  our: ours(shape, native),
  // The question's network has been timed with the others.
  jax: shape === QUESTION ? onQuestion.find(({ label }) => label === "JAX") : jax(shape)[0],
}));
const [products] = peer("products", "./peers/products.py", WIDE.sizes, WIDE.batch);

const timings = new Map<TimedProgram, Timing[]>();
const skipped = new Set<TimedProgram>();
/** One thread and two, in turns: the ratio of two moments of a shared machine says little. */
const PAIR_COUNT = 3;
const throughput = { one: [] as number[], two: [] as number[] };

print(`${machine()}; processes on core ${core} alone, medians of ${countOf(roundCount, "round")}`);
if (python === undefined) {
  print("JAX, PyTorch, Keras and OpenBLAS: skipped, no --python PATH and no SWEEP_PYTHON");
}
for (let round = 1; round <= roundCount; round++) {
  print(`round ${round}: ${await idleness()}`);
  for (const program of onQuestion) time(program);
  for (const { our, jax: rival } of onShapes) {
    time(our);
    if (rival && !onQuestion.includes(rival)) time(rival);
  }
  if (products) time(products);
  for (let pair = 0; pair < PAIR_COUNT; pair++) {
    throughput.one.push(await runsPerSecond(engine, 1));
    throughput.two.push(await runsPerSecond(engine, 2));
  }
}
printQuestion();
printShapes();
printProducts();
printThroughput();

/** Once round; what cannot be run is told once and left out from then on. */
function time(program: TimedProgram): void {
  if (skipped.has(program)) return;
  const timing = timed(program, core);
  if (typeof timing === "string") {
    skipped.add(program);
    print(`${[program.label, ...program.args].join(" ")}: skipped, ${timing}`);
    return;
  }
  timings.set(program, [...(timings.get(program) ?? []), timing]);
}

/** Of all its epochs but each process's first, in which programs are compiled. */
function timesOf(program: TimedProgram | undefined): readonly number[] {
  const rounds = program ? (timings.get(program) ?? []) : [];
  return rounds.flatMap(({ ms_per_step }) => ms_per_step.slice(1));
}

/** Not a number where nothing was timed. */
function medianOf(program: TimedProgram | undefined): number {
  const times = timesOf(program);
  return times.length === 0 ? Number.NaN : spread(times)[1];
}

function printQuestion(): void {
  print(`\nThe question's network, ${QUESTION.sizes}, batch ${QUESTION.batch}; ms per step:`);
  print(row("program", ["median", "least", "most", "x the first"]));
  const measured = onQuestion.filter((program) => timings.has(program));
  for (const program of measured) {
    const [least, middle, most] = spread(timesOf(program));
    const cells = [...[middle, least, most].map(ms), ratio(middle / medianOf(measured[0]))];
    print(`${row(program.label, cells)}  ${timings.get(program)![0]!.version}`);
  }
}

function printShapes(): void {
  print(`\nDense networks; ms per step of ${native ?? engine} and of JAX:`);
  print(row("network", ["batch", "ours", "JAX", "JAX / ours"]));
  const ratios: number[] = [];
  for (const { shape, our, jax: rival } of onShapes) {
    const [own, theirs] = [medianOf(our), medianOf(rival)];
    if (theirs / own > 0) ratios.push(theirs / own);
    print(row(shape.sizes, [shape.batch, ms(own), ms(theirs), ratio(theirs / own)]));
  }
  const mean = Math.exp(ratios.reduce((sum, each) => sum + Math.log(each), 0) / ratios.length);
  if (ratios.length > 0) print(`geometric mean of ${ratios.length}: ${ratio(mean)}`);
}

function printProducts(): void {
  const rounds = products ? (timings.get(products) ?? []) : [];
  const our = medianOf(onShapes.find(({ shape }) => shape === WIDE)?.our);
  if (rounds.length === 0) return;
  const best = Math.min(...rounds.flatMap(({ ms_per_step }) => ms_per_step));
  const speed = (rounds[0]!.flop! / best / 1e6).toFixed(0);
  print(`\n${WIDE.sizes}, batch ${WIDE.batch}, against its matrix products alone:`);
  print(`OpenBLAS at its best ${ms(best)} ms (${speed} GFLOP/s), our step ${ms(our)} ms`);
  print(`our step takes ${ratio(our / best)} times as long`);
}

function printThroughput(): void {
  const [one, two] = [spread(throughput.one)[1], spread(throughput.two)[1]];
  const [least, middle, most] = spread(throughput.one.map((each, i) => throughput.two[i]! / each));
  print("\nThe local dispatcher, 8 runs of 3000 steps of the question's network; runs a second:");
  print(`one thread ${one.toFixed(2)}, two threads ${two.toFixed(2)}`);
  print(`two are ${ratio(middle)} times one (pair by pair ${ratio(least)} to ${ratio(most)})`);
}

function row(first: string, cells: readonly string[]): string {
  return first.padEnd(20) + cells.map((cell) => cell.padStart(12)).join("");
}

function ms(value: number): string {
  return Number.isNaN(value) ? "-" : value.toPrecision(3);
}

function ratio(value: number): string {
  return Number.isNaN(value) ? "-" : value.toFixed(2);
}
