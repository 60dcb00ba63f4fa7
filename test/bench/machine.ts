import { readFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg } from "node:os";
import { setTimeout } from "node:timers/promises";

/** What the benchmarks print on, and what they say of where they ran. */
export const print = (line: string) => process.stdout.write(`${line}\n`);

export function machine(): string {
  return `${cpus()[0]?.model}, ${availableParallelism()} cores, Node ${process.versions.node}`;
}

/** How busy the machine is with other things, over a second in which we do nothing. */
export async function idleness(): Promise<string> {
  const before = processorTimes();
  await setTimeout(1000);
  const after = processorTimes();
  const share = (after.idle - before.idle) / (after.all - before.all);
  return `load average ${loadavg()[0]!.toFixed(2)}, processors ${(100 * share).toFixed(0)} % idle`;
}

/** In ticks since the machine started, over all processors. */
function processorTimes(): { idle: number; all: number } {
  const [first] = readFileSync("/proc/stat", "utf8").split("\n");
  const ticks = first!.trim().split(/\s+/).slice(1, 9).map(Number); // user to steal
  return { idle: ticks[3]! + ticks[4]!, all: ticks.reduce((sum, tick) => sum + tick, 0) };
}

/** Least, middle and most of some times. */
export function spread(times: readonly number[]): readonly [number, number, number] {
  const sorted = [...times].sort((a, b) => a - b);
  const middle = (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
  return [sorted[0]!, middle, sorted.at(-1)!];
}
