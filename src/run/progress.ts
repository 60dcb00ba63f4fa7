import type { EpochValues } from "../plan/run.ts";
import type { RunEnd } from "./dispatcher.ts";
import type { Listener } from "./listener.ts";

export interface ProgressOptions {
  readonly write: (text: string) => void;
  /** a terminal redraws one line; anything else gets plain lines */
  readonly isTty: boolean;
  readonly columns: number;
  /** monotonic, milliseconds */
  readonly now: () => number;
  readonly runCount: number;
  /** epochs of all the runs, for the estimate */
  readonly epochCount: number;
  /** shown with every epoch, if recorded */
  readonly metric: string;
}

/** The run a line is about. */
interface Subject {
  readonly variant: string;
  readonly seed: number;
  readonly spec: { readonly training: { readonly epochs: number } };
}

/** In a log, epochs are told no more often than this. */
const EPOCH_LINE_INTERVAL_MS = 10_000;

export interface Progress extends Listener {
  /** a line between those of the runs */
  say(text: string): void;
  close(): void;
}

/** Tells people how a sweep is getting on: a line a run, and where the time goes in between. */
export function progress(options: ProgressOptions): Progress {
  const { write, isTty, now, runCount, epochCount } = options;
  const startedAt = now();
  const epochOf = new Map<Subject, number>();
  let endedRunCount = 0;
  let endedEpochCount = 0;
  let lastEpochLineAt = startedAt;
  const remaining = () => {
    const trained = [...epochOf.values()].reduce((sum, epoch) => sum + epoch, endedEpochCount);
    if (trained === 0) return "";
    const left = ((now() - startedAt) / trained) * (epochCount - trained);
    return left >= 1000 ? `  about ${duration(left)} left` : "";
  };
  const line = (text: string) => write(`${isTty ? ERASE_LINE : ""}${text}\n`);
  const redraw = (text: string) => {
    if (isTty) write(`${ERASE_LINE}${text.slice(0, options.columns - 1)}`);
  };
  const counter = () => `[${String(endedRunCount).padStart(String(runCount).length)}/${runCount}]`;
  return {
    onStart: (run) => epochOf.set(run, 0),
    onEpoch(run, values) {
      epochOf.set(run, values.epoch);
      const text = `${counter()} ${nameOf(run)}  ${describeEpoch(run, values, options.metric)}`;
      redraw(text + remaining());
      if (isTty || now() - lastEpochLineAt < EPOCH_LINE_INTERVAL_MS) return;
      lastEpochLineAt = now();
      line(text + remaining());
    },
    onEnd(run, end) {
      endedEpochCount += end.kind === "stopped" ? 0 : run.spec.training.epochs;
      epochOf.delete(run);
      if (end.kind !== "stopped") endedRunCount++;
      line(`${counter()} ${nameOf(run)}  ${describeEnd(end, options.metric)}`);
      if (endedRunCount < runCount) redraw(`${counter()}${remaining()}`);
    },
    say: line,
    close: () => {
      if (isTty) write(ERASE_LINE);
    },
  };
}

const ERASE_LINE = "\r\u001b[K";

function nameOf({ variant, seed }: Subject): string {
  return `${variant} seed ${seed}`;
}

function describeEpoch(run: Subject, { epoch, values }: EpochValues, metric: string): string {
  return `epoch ${epoch}/${run.spec.training.epochs}  ${metric} ${shown(values[metric])}`;
}

function describeEnd(end: RunEnd, metric: string): string {
  if (end.kind === "stopped") return "stopped, to do again";
  if (end.kind === "failed") return `FAILED: ${end.reason}`;
  const { outcome, reason, durationMs, series } = end.result;
  const took = duration(durationMs);
  if (outcome === "diverged") return `diverged (${reason}) after ${took}`;
  return `${metric} ${shown(series[metric]?.at(-1))}  ${took}`;
}

/** Five significant digits tell epochs apart at a glance. */
function shown(value: number | undefined): string {
  return value === undefined ? "-" : String(Number(value.toPrecision(5)));
}

/** For people: "850 ms", "12.3 s", "4 min 5 s", "2 h 10 min". */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
