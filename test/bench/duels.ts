import { print, spread } from "./machine.ts";
import { type TimedProgram, type Timing, timed } from "./timed-child.ts";

/** Times of programs, and how much longer one takes than another timed right before it. */
export interface Duels {
  /** times both; what cannot be run is told once and left out from then on */
  fight(our: TimedProgram, rival: TimedProgram): void;
  time(program: TimedProgram): Timing | undefined;
  timingsOf(program: TimedProgram): readonly Timing[];
  /** of all epochs but each process' first; not a number where nothing was timed */
  medianOf(program: TimedProgram | undefined): number;
  /** least, middle and most of the same */
  spreadOf(program: TimedProgram): readonly [number, number, number];
  /** rival's time by ours, the median of their pairs; not a number where there was none */
  ratioOf(our: TimedProgram | undefined, rival: TimedProgram | undefined): number;
}

/** @param core the one that all programs run on */
export function duels(core: number): Duels {
  const timings = new Map<TimedProgram, Timing[]>();
  const ratios = new Map<TimedProgram, Map<TimedProgram, number[]>>();
  const skipped = new Set<TimedProgram>();

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

  const timesOf = (program: TimedProgram | undefined) =>
    (program ? (timings.get(program) ?? []) : []).flatMap(laterEpochs);

  return {
    time,
    fight(our, rival) {
      if (skipped.has(rival)) return;
      const [own, theirs] = [time(our), time(rival)];
      if (!own || !theirs) return;
      const ratio = spread(laterEpochs(theirs))[1] / spread(laterEpochs(own))[1];
      const known = ratios.get(our) ?? new Map<TimedProgram, number[]>();
      ratios.set(our, known.set(rival, [...(known.get(rival) ?? []), ratio]));
    },
    timingsOf: (program) => timings.get(program) ?? [],
    medianOf: (program) => median(timesOf(program)),
    spreadOf: (program) => spread(timesOf(program)),
    ratioOf: (our, rival) => median((our && rival && ratios.get(our)?.get(rival)) ?? []),
  };
}

/** All but a process' first, in which programs are compiled. */
function laterEpochs({ ms_per_step }: Timing): readonly number[] {
  return ms_per_step.slice(1);
}

/** Not a number of nothing. */
export function median(values: readonly number[]): number {
  return values.length === 0 ? Number.NaN : spread(values)[1];
}
