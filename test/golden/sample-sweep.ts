import type { RecordedRun, RunState } from "../../src/stats/recorded-run.ts";
import { type SummaryOptions, type SweepRuns, summarize } from "../../src/stats/summarize.ts";
import type { Summary } from "../../src/stats/summary.ts";

/**
 * Made-up sweeps for golden files. Values come from a formula of + - * / alone, so that they are
 * the same bits on every machine.
 */
export interface Shape {
  /** per variant where its loss ends up */
  readonly floors: Readonly<Record<string, number>>;
  readonly seedCount: number;
  readonly epochCount: number;
  /** runs that are not done, as "variant/seed" */
  readonly states?: Readonly<Record<string, RunState>>;
  /** per variant by how much its validation loss rises with each epoch after the third */
  readonly rises?: Readonly<Record<string, number>>;
  /** runs that never beat a constant answer, as "variant/seed"; default: nobody counted */
  readonly collapsed?: readonly string[];
  readonly engine?: string;
  readonly olderRunCount?: number;
}

/** Losses that fall like 17 / epoch towards a variant's floor, each seed somewhat off. */
export function sampleSweep({ floors, seedCount, epochCount, ...rest }: Shape): SweepRuns {
  const runOf = (name: string, floor: number, index: number, seed: number): RecordedRun => {
    const state = rest.states?.[`${name}/${seed}`] ?? "done";
    const length = epochCountOf(state, epochCount);
    const curve = (factor: number) =>
      Float64Array.from({ length }, (_, epoch) => {
        const value = factor * (floor + 17 / (epoch + 1));
        return state === "diverged" && epoch === length - 1
          ? Number.NaN
          : value + spread(seed, index) * (0.4 + 1 / (epoch + 2));
      });
    const isCollapsed = rest.collapsed?.includes(`${name}/${seed}`) ?? false;
    const rise = (rest.rises?.[name] ?? 0) * (1 + spread(seed, index + 1) / 4);
    const series = {
      loss: isCollapsed ? curve(1).map(() => CONSTANT_LOSS) : curve(1),
      val_loss: curve(1.25).map((value, epoch) => {
        if (isCollapsed) return 1.25 * CONSTANT_LOSS + spread(seed, index);
        return epoch < 3 ? value : value + rise * (epoch - 2);
      }),
    };
    const trained: RecordedRun["series"] = length === 0 ? {} : series;
    const error = state === "diverged" ? "loss is not a number in epoch 5" : null;
    const held = rest.collapsed && { penalty: 0, constantScores: { loss: CONSTANT_LOSS } };
    return { seed, state, series: trained, error, environmentId: null, ...held };
  };
  return {
    sweep: "dropout",
    engine: rest.engine ?? "compiled",
    olderRunCount: rest.olderRunCount ?? 0,
    ...{ history: null, environments: new Map() },
    variants: Object.entries(floors).map(([name, floor], index) => ({
      ...{ name, streams: [], otherwise: name },
      runs: Array.from({ length: seedCount }, (_, seed) => runOf(name, floor, index, seed + 1)),
    })),
  };
}

/** What a constant answer reaches. */
const CONSTANT_LOSS = 25;

function epochCountOf(state: RunState, epochCount: number): number {
  if (state === "pending" || state === "failed") return 0;
  return state === "done" ? epochCount : Math.ceil(epochCount / 2);
}

/** In (-1, 1); part of it is the seed's own, so that variants correlate. */
function spread(seed: number, variant: number): number {
  const own = ((seed * (7 + 3 * variant)) % 11) / 11 - 0.5;
  const shared = ((seed * 37) % 19) / 19 - 0.5;
  return shared + own * (1 + variant / 4);
}

/** A sample sweep's summary, with the defaults of the command line. */
export function sampleSummary(shape: Shape, options: Partial<SummaryOptions> = {}): Summary {
  return summarize(sampleSweep(shape), { at: "last", alpha: 0.05, ...options });
}

/** The usual: two variants, ten seeds, ten epochs. */
export const USUAL: Shape = {
  floors: { "dropout-on": 4.2, "dropout-off": 0.9 },
  seedCount: 10,
  epochCount: 10,
};
