import type { Duels } from "./duels.ts";
import { print } from "./machine.ts";
import type { Shape } from "./programs.ts";
import type { TimedProgram } from "./timed-child.ts";

/** Our program on a network, also with AVX2 where it has better, and JAX both ways. */
export interface Network {
  readonly shape: Shape;
  readonly our: TimedProgram;
  readonly avx2: TimedProgram | undefined;
  readonly usual: TimedProgram | undefined;
  /** the same as `usual` where that is the fastest */
  readonly best: TimedProgram | undefined;
  /** seeds that `best` trains at once */
  readonly runs: number;
}

export interface QuestionTable {
  readonly our: TimedProgram;
  readonly avx2: TimedProgram | undefined;
  /** in their order, `our` and `avx2` among them */
  readonly programs: readonly TimedProgram[];
}

export function printQuestion({ our, avx2, programs }: QuestionTable, duels: Duels): void {
  const timed = programs.filter((program) => duels.timingsOf(program).length > 0);
  print(row("program", ["median", "least", "most", "x the first", "x AVX2"]));
  for (const program of timed) {
    const [least, middle, most] = duels.spreadOf(program);
    const against = [our, avx2].map((first) => ratioTo(first, program, duels));
    print(row(titleOf(program, duels), [...[middle, least, most].map(ms), ...against.map(ratio)]));
  }
  print("\nThe same in Markdown:\n");
  print("| | ms per step | x compiled | x compiled with AVX2 |");
  print("|---|--:|--:|--:|");
  for (const program of timed) {
    if (program !== our && program.env?.SWEEP_KERNELS?.startsWith("native-avx512")) continue;
    const against = [our, avx2].map((first) => shortRatio(ratioTo(first, program, duels)));
    const title = titleOf(program, duels).replace(", other build", "");
    print(markdownRow([title, shortMs(duels.medianOf(program)), ...against]));
  }
}

/** Rivals are named with their versions. */
function titleOf(program: TimedProgram, duels: Duels): string {
  const [name, ...rest] = program.label.split(",");
  if (name === "compiled" || program.script === "./steps.ts") return program.label;
  return [`${name} ${duels.timingsOf(program)[0]!.version}`, ...rest].join(",");
}

function ratioTo(our: TimedProgram | undefined, program: TimedProgram, duels: Duels): number {
  return our === program ? 1 : duels.ratioOf(our, program);
}

export function printNetworks(networks: readonly Network[], duels: Duels): void {
  print(row("network", ["batch", "ours", "AVX2", "JAX", "JAX's best", "/ ours", "/ AVX2"]));
  for (const network of networks) {
    const { shape, our, avx2, usual, best } = network;
    const times = [our, avx2, usual, best].map((program) => ms(duels.medianOf(program)));
    print(row(shape.sizes, [shape.batch, ...times, ...ratiosOf(network, duels).map(ratio)]));
  }
  const all = networks.map((network) => ratiosOf(network, duels));
  const usual = networks.map((network) => duels.ratioOf(network.our, network.usual));
  const means = [usual, all.map(([toOurs]) => toOurs!), all.map(([, toAvx2]) => toAvx2!)];
  const [asWritten, best, bestToAvx2] = means.map(geometricMean).map(ratio);
  print(`geometric means: JAX as written ${asWritten} x ours, at its best ${best} x ours`);
  print(`and ${bestToAvx2} x ours with AVX2`);
  print("\nThe same in Markdown; JAX at its best: with so many seeds under vmap:\n");
  print("| network, batch | compiled | with AVX2 | JAX | at its best | x compiled | x AVX2 |");
  print("|---|--:|--:|--:|--:|--:|--:|");
  for (const network of networks) print(networkRow(network, duels));
}

function networkRow(network: Network, duels: Duels): string {
  const { shape, our, avx2, usual, best, runs } = network;
  const [own, wide, theirs, least] = [our, avx2, usual, best].map((program) =>
    shortMs(duels.medianOf(program)),
  );
  const against = ratiosOf(network, duels).map(shortRatio);
  const cells = [`${shape.sizes}, ${shape.batch}`, own!, wide!, theirs!, `${least} (${runs})`];
  return markdownRow([...cells, ...against]);
}

/** JAX at its best by ours, and by ours with AVX2. */
function ratiosOf({ our, avx2, best }: Network, duels: Duels): number[] {
  return [duels.ratioOf(our, best), duels.ratioOf(avx2, best)];
}

/** Of those that were measured; not a number where none was. */
function geometricMean(ratios: readonly number[]): number {
  const measured = ratios.filter((each) => each > 0);
  return Math.exp(measured.reduce((sum, each) => sum + Math.log(each), 0) / measured.length);
}

function markdownRow(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

function row(first: string, cells: readonly string[]): string {
  return first.padEnd(46) + cells.map((cell) => cell.padStart(12)).join("");
}

export function ms(value: number): string {
  return Number.isNaN(value) ? "-" : value.toPrecision(3);
}

export function ratio(value: number): string {
  return Number.isNaN(value) ? "-" : value.toFixed(2);
}

function shortMs(value: number): string {
  return Number.isNaN(value) ? "" : value.toPrecision(value < 0.1 ? 2 : 3);
}

function shortRatio(value: number): string {
  if (Number.isNaN(value)) return "";
  return value === 1 ? "1" : value.toFixed(value < 9.95 ? 1 : 0);
}
