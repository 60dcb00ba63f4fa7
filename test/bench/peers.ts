// The second half of `npm run bench` (options after --, for example --python PATH): our engine
// beside JAX, PyTorch, Keras and tfjs-node, each a process of its own, one after another on one core,
// in rounds. A shared machine changes its speed from one minute to the next, so each rival's turn
// comes right after one of ours, and a ratio is the median of those of such pairs. Absolute times
// are this machine's at this minute.
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

/** Our program and what it is held against, timed one right after the other. */
interface Duel {
  readonly our: TimedProgram;
  readonly rival: TimedProgram;
}

const onQuestion = sets.map((kernels) => ours(QUESTION, kernels));
const [first] = onQuestion;
const rivals = [
  ...jax(QUESTION),
  ...peer("PyTorch", "./peers/torch_steps.py"),
  ...peer("Keras", "./peers/keras_steps.py"),
  { label: "tfjs-node", command: process.execPath, script: "./peers/tfjs_node_steps.ts", args: [] },
];
const questionDuels: readonly Duel[] = [
  ...onQuestion.slice(1).map((rival) => ({ our: first!, rival })),
  ...rivals.map((rival) => ({ our: first!, rival })),
];
const wasm = onQuestion.find(({ label }) => label === "wasm");
const torch = rivals.find(({ label }) => label === "PyTorch");
const wasmDuel = wasm && torch && { our: wasm, rival: torch };
const shapeDuels = SHAPES.map((shape) => {
  const [rival] = jax(shape);
  return { shape, our: ours(shape, native), ...(rival && { rival }) };
});
const [products] = peer("products", "./peers/products.py", WIDE.sizes, WIDE.batch);

const timings = new Map<TimedProgram, Timing[]>();
const ratios = new Map<TimedProgram, number[]>();
const skipped = new Set<TimedProgram>();
/** PyTorch's ratios to our WASM. */
const againstWasm: number[] = [];
/** One thread and two, in turns: the ratio of two moments of a shared machine says little. */
const PAIR_COUNT = 3;
const throughput = { one: [] as number[], two: [] as number[] };

print(`${machine()}; processes on core ${core} alone, ${countOf(roundCount, "round")}`);
if (python === undefined) {
  print("JAX, PyTorch, Keras and OpenBLAS: skipped, no --python PATH and no SWEEP_PYTHON");
}
for (let round = 1; round <= roundCount; round++) {
  print(`round ${round}: ${await idleness()}`);
  for (const { our, rival } of questionDuels) fight(our, rival);
  if (wasmDuel) fight(wasmDuel.our, wasmDuel.rival, againstWasm);
  for (const { our, rival } of shapeDuels) {
    if (rival) fight(our, rival);
    else time(our);
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

/** Times both, and how much longer the rival takes. */
function fight(our: TimedProgram, rival: TimedProgram, into = ratiosOf(rival)): void {
  if (skipped.has(rival)) return;
  const [own, theirs] = [time(our), time(rival)];
  if (own && theirs) into.push(spread(laterEpochs(theirs))[1] / spread(laterEpochs(own))[1]);
}

function ratiosOf(rival: TimedProgram): number[] {
  const known = ratios.get(rival) ?? [];
  ratios.set(rival, known);
  return known;
}

/** Once; what cannot be run is told once and left out from then on. */
function time(program: TimedProgram): Timing | undefined {
  if (skipped.has(program)) return undefined;
  const timing = timed(program, core);
  if (typeof timing === "string") {
    skipped.add(program);
    print(`${[program.label, ...program.args].join(" ")}: skipped, ${timing}`);
    return undefined;
  }
  timings.set(program, [...(timings.get(program) ?? []), timing]);
  return timing;
}

/** All but a process' first, in which programs are compiled. */
function laterEpochs({ ms_per_step }: Timing): readonly number[] {
  return ms_per_step.slice(1);
}

function timesOf(program: TimedProgram | undefined): readonly number[] {
  return (program ? (timings.get(program) ?? []) : []).flatMap(laterEpochs);
}

/** Not a number where nothing was timed. */
function medianOf(program: TimedProgram | undefined): number {
  const times = timesOf(program);
  return times.length === 0 ? Number.NaN : spread(times)[1];
}

function printQuestion(): void {
  print(`\nThe question's network, ${QUESTION.sizes}, batch ${QUESTION.batch}; ms per step:`);
  print(row("program", ["median", "least", "most", "x the first"]));
  for (const program of [...onQuestion, ...rivals].filter((each) => timings.has(each))) {
    const [least, middle, most] = spread(timesOf(program));
    const against = program === first ? 1 : medianRatio(ratiosOf(program));
    const cells = [...[middle, least, most].map(ms), ratio(against)];
    print(`${row(program.label, cells)}  ${timings.get(program)![0]!.version}`);
  }
  if (againstWasm.length > 0) print(`PyTorch takes ${ratio(medianRatio(againstWasm))} x wasm`);
}

function printShapes(): void {
  print(`\nDense networks; ms per step of ${native ?? engine} and of JAX:`);
  print(row("network", ["batch", "ours", "JAX", "JAX / ours"]));
  const means: number[] = [];
  for (const { shape, our, rival } of shapeDuels) {
    const against = rival ? medianRatio(ratiosOf(rival)) : Number.NaN;
    if (against > 0) means.push(against);
    const cells = [shape.batch, ms(medianOf(our)), ms(medianOf(rival)), ratio(against)];
    print(row(shape.sizes, cells));
  }
  const mean = Math.exp(means.reduce((sum, each) => sum + Math.log(each), 0) / means.length);
  if (means.length > 0) print(`geometric mean of ${means.length}: ${ratio(mean)}`);
}

/** Not a number where there was no pair. */
function medianRatio(of: readonly number[]): number {
  return of.length === 0 ? Number.NaN : spread(of)[1];
}

function printProducts(): void {
  const rounds = products ? (timings.get(products) ?? []) : [];
  const our = medianOf(shapeDuels.find(({ shape }) => shape === WIDE)?.our);
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
