// The second half of `npm run bench` (options after --, for example --python PATH): our engine
// beside JAX, PyTorch, Keras and tfjs-node, each a process of its own, one after another on one core,
// in rounds, each rival as most people write it and at its best. A shared machine changes its speed
// from one minute to the next, so each rival's turn comes right after one of ours, and a ratio is
// the median of those of such pairs. Absolute times are this machine's at this minute.
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { countOf } from "../../src/base/count-of.ts";
import { KERNEL_SETS } from "../../src/engine/compiled/kernels.ts";
import type { EngineName } from "../../src/engine/engine.ts";
import { duels } from "./duels.ts";
import { bestJaxWay } from "./jax-ways.ts";
import { idleness, machine, print, spread } from "./machine.ts";
import { ms, type Network, printNetworks, printQuestion, ratio } from "./peer-tables.ts";
import {
  AVX2,
  JAX_AS_WRITTEN,
  jax,
  kernelsOf,
  othersOnQuestion,
  ours,
  QUESTION,
  SHAPES,
  type Shape,
  WIDE,
} from "./programs.ts";
import type { TimedProgram } from "./timed-child.ts";
import { runsPerSecond } from "./two-threads.ts";

const { values: options } = parseArgs({
  options: {
    python: { type: "string", default: process.env.SWEEP_PYTHON },
    engine: { type: "string", default: "compiled" },
    rounds: { type: "string", default: "3" },
    // How many of the networks beside the question's own: 0 for a quick look.
    networks: { type: "string", default: `${SHAPES.length}` },
    core: { type: "string", default: `${availableParallelism() - 1}` },
  },
});
const { python } = options;
const engine = options.engine as EngineName;
const [roundCount, core] = [Number(options.rounds), Number(options.core)];
if (!(Number.isInteger(roundCount) && roundCount > 0)) {
  throw new RangeError(`--rounds: must be a whole number above 0, got ${options.rounds}`);
}

/** One thread and two, in turns: the ratio of two moments of a shared machine says little. */
const PAIR_COUNT = 3;
const throughput = { one: [] as number[], two: [] as number[] };

print(`${machine()}; processes on core ${core} alone, ${countOf(roundCount, "round")}`);
if (python === undefined) {
  print("JAX, PyTorch, Keras and OpenBLAS: skipped, no --python PATH and no SWEEP_PYTHON");
}
const turns = duels(core);
const kernels = kernelsOf(engine);
const sets = engine === "compiled" ? KERNEL_SETS : [undefined];
const question = networkOf(QUESTION);
const onQuestion = sets.map((set) => setOnQuestion(set));
const others = othersOnQuestion(python);
const rivals = [...jaxOf(question), ...others];
const networks = SHAPES.slice(0, Number(options.networks)).map((shape) =>
  shape === QUESTION ? question : networkOf(shape),
);
const wasm = onQuestion.find(({ env }) => env?.SWEEP_KERNELS === "wasm");
const torch = others.find(({ label }) => label === "PyTorch, eager");
const products = productsOf(WIDE);

for (let round = 1; round <= roundCount; round++) {
  print(`round ${round}: ${await idleness()}`);
  for (const set of onQuestion) if (set !== question.our) turns.fight(question.our, set);
  for (const rival of rivals) fightBoth(question, rival);
  if (wasm && torch) turns.fight(wasm, torch);
  for (const network of networks) if (network !== question) fightJax(network);
  if (products) turns.time(products);
  for (let pair = 0; pair < PAIR_COUNT; pair++) {
    throughput.one.push(await runsPerSecond(engine, 1));
    throughput.two.push(await runsPerSecond(engine, 2));
  }
}
print(`\nThe question's network, ${QUESTION.sizes}, batch ${QUESTION.batch}; ms per step:`);
printQuestion({ ...question, programs: [...onQuestion, ...rivals] }, turns);
if (wasm && torch) print(`\nPyTorch takes ${ratio(turns.ratioOf(wasm, torch))} x wasm`);
print(`\nDense networks; ms per step of ${kernels ?? engine} and of JAX:`);
printNetworks(networks, turns);
printProducts();
printThroughput();

/** Where no AVX2 is forced our best kernels may be those. */
function networkOf(shape: Shape): Network {
  const our = ours(engine, shape, kernels);
  const avx2 = kernels?.startsWith("native-avx512") ? ours(engine, shape, AVX2) : undefined;
  const nothing = { usual: undefined, best: undefined, runs: 1 };
  if (python === undefined) return { shape, our, avx2, ...nothing };
  const usual = jax(python, shape, JAX_AS_WRITTEN);
  const way = bestJaxWay(python, shape, turns);
  const isUsual = way.runs === 1 && !way.isWide;
  const best = isUsual ? usual : jax(python, shape, way);
  return { shape, our, avx2, usual, best, runs: way.runs };
}

/** The programs that the question's network has already stand for themselves. */
function setOnQuestion(set: string | undefined): TimedProgram {
  if (set === kernels) return question.our;
  if (set === AVX2 && question.avx2) return question.avx2;
  return ours(engine, QUESTION, set);
}

function jaxOf({ usual, best }: Network): TimedProgram[] {
  return [...new Set([usual, best])].flatMap((program) => program ?? []);
}

function fightJax(network: Network): void {
  const { our, avx2 } = network;
  for (const rival of jaxOf(network)) turns.fight(our, rival);
  if (avx2 && network.best) turns.fight(avx2, network.best);
  if (!network.best) turns.time(our);
}

function fightBoth({ our, avx2 }: Network, rival: TimedProgram): void {
  turns.fight(our, rival);
  if (avx2) turns.fight(avx2, rival);
}

function productsOf({ sizes, batch }: Shape): TimedProgram | undefined {
  if (python === undefined) return undefined;
  const args = [sizes, batch];
  return { label: "products", command: python, script: "./peers/products.py", args };
}

function printProducts(): void {
  const rounds = products ? turns.timingsOf(products) : [];
  const our = turns.medianOf(networks.find(({ shape }) => shape === WIDE)?.our);
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
