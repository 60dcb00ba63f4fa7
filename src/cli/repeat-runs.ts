import { randomInt } from "node:crypto";
import type { FilePlaces } from "../base/file-places.ts";
import { compareRepeat, type Repeat } from "../diagnose/verify.ts";
import type { EngineName } from "../engine/engine.ts";
import { identifyEngine } from "../engine/load-engine.ts";
import type { EngineIdentity, Environment, VariantSpec } from "../plan/run.ts";
import type { HostInfo, RunEnd } from "../run/dispatcher.ts";
import { describeMachine } from "../run/local/describe-environment.ts";
import { localDispatcher } from "../run/local/local-dispatcher.ts";
import { isImported } from "../stats/is-imported.ts";
import type { EndedRun } from "../store/check-record.ts";
import type { Io } from "./command.ts";
import { engineOf, specOfDefinition } from "./definition-spec.ts";
import { watchSignals } from "./watch-signals.ts";
import { moduledModels, weighedModels } from "./workload.ts";

/** Whether a run can be trained again: of the last config, whole, and not imported. */
export function isRepeatable({ isCurrent, damages, engine }: EndedRun): boolean {
  return isCurrent && damages.length === 0 && !isImported(engine);
}

/** So many of the runs, each as likely as any other, in their order. */
export function drawRuns(runs: readonly EndedRun[], count: number): EndedRun[] {
  const left = [...runs];
  const drawn = new Set<EndedRun>();
  while (drawn.size < count && left.length > 0) {
    for (const run of left.splice(randomInt(left.length), 1)) drawn.add(run);
  }
  return runs.filter((run) => drawn.has(run));
}

export interface Repeated {
  /** EngineIdentity.numerics; null: nothing was trained */
  readonly engine: string | null;
  readonly environment: Environment;
  readonly repeats: readonly Repeat[];
}

export interface RepeatOptions {
  readonly threads: number;
  /** undefined: the one that is recorded */
  readonly engine: EngineName | undefined;
  readonly files: FilePlaces;
  readonly io: Io;
}

/**
 * Trains runs of one sweep once more and holds them against their records.
 *
 * @returns "stopped" where the user ended it
 * @throws SweepError ENGINE_UNAVAILABLE, or as the data and the host throw it
 */
export async function repeatRuns(
  runs: readonly EndedRun[],
  { threads, engine: asked, files, io }: RepeatOptions,
): Promise<Repeated | "stopped"> {
  const [first] = runs;
  if (!first) return { engine: null, environment: describeMachine(), repeats: [] };
  const definition = definitionOf(first);
  const engine = identifyEngine(asked ?? engineOf(definition));
  const dispatcher = localDispatcher();
  const signals = watchSignals(io, () => dispatcher.close());
  const stop = () => dispatcher.stop();
  signals.stop.addEventListener("abort", stop);
  try {
    const atOnce = Math.min(threads, runs.length);
    const { data } = definition;
    const definitions = runs.map(definitionOf);
    const models = { weighed: weighedModels(definitions), moduled: moduledModels(definitions) };
    const workload = { data, files, ...models, engine: engine.name, threads: atOnce };
    const host = await dispatcher.open(workload);
    let endedCount = 0;
    const ends = await Promise.all(
      runs.map(async (run) => {
        const end = await dispatcher.train(
          specOfDefinition(definitionOf(run), engine, run.seed),
          () => {},
        );
        io.talk(`[${++endedCount}/${runs.length}] ${run.variant} seed ${run.seed}\n`);
        return end;
      }),
    );
    if (signals.stop.aborted) return "stopped";
    const repeats = runs.map((run, index) => judged(run, ends[index]!, engine, host));
    return { engine: engine.numerics, environment: host.environment, repeats };
  } finally {
    dispatcher.close();
    signals.close();
  }
}

function definitionOf({ definition }: EndedRun): VariantSpec {
  return JSON.parse(definition) as VariantSpec;
}

function judged(run: EndedRun, end: RunEnd, engine: EngineIdentity, host: HostInfo): Repeat {
  const { variant, seed } = run;
  const because = otherwiseRounded(run, engine, host.environment);
  const judge = because === undefined ? "bits" : "tolerance";
  const how = { variant, seed, judge, ...(because !== undefined && { because }) } as const;
  if (end.kind !== "ended") {
    const reason = end.kind === "failed" ? end.reason : "it was stopped";
    return { ...how, differenceMax: null, difference: `could not be trained again: ${reason}` };
  }
  const repeated = { ...end.result, dataSha256: host.dataSha256 };
  return { ...how, ...compareRepeat({ ...run, outcome: run.state }, repeated, judge) };
}

/** Why bits cannot be demanded; undefined: they can. */
function otherwiseRounded(
  run: EndedRun,
  engine: EngineIdentity,
  environment: Environment,
): string | undefined {
  const { engine: recorded, program } = definitionOf(run);
  if (recorded !== engine.numerics) return `recorded with ${recorded}`;
  if (specOfDefinition(definitionOf(run), engine, run.seed).program !== program)
    return "compiled otherwise than recorded";
  // Only the compiled engine gives the same bits on every machine.
  if (engine.name === "compiled" || run.environment === null) return undefined;
  const other = (["cpu", "arch", "platform"] as const).find(
    (part) => run.environment?.[part] !== environment[part],
  );
  return other && `recorded on another machine: ${other} ${run.environment[other]}`;
}
