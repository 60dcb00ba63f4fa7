// The host: a child process that holds the data set and the training threads, so that whatever
// crashes or hangs in them takes no record with it. It speaks with its coordinator over IPC.
import { MessageChannel } from "node:worker_threads";
import { Piscina } from "piscina";
import { SweepError } from "../../base/error.ts";
import { compiledModule } from "../../base/package-files.ts";
import { buildDataset } from "../../data/build-dataset.ts";
import { identifyEngine, loadEngine } from "../../engine/load-engine.ts";
import { loadOwnModules } from "../../engine/load-own-modules.ts";
import type { RunOutline } from "../../engine/outline-run.ts";
import type { EpochValues, RunSpec } from "../../plan/run.ts";
import { loadGivenWeights } from "../../weights/load-given-weights.ts";
import type { RunEnd, Workload } from "../dispatcher.ts";
import { describeEnvironment } from "./describe-environment.ts";
import type { ErrorParts, FromHost, ToHost } from "./messages.ts";
import type {
  OutlineRequest,
  SharedWork,
  StepsRequest,
  ThreadData,
  TrainRequest,
} from "./train-worker.ts";

const stopFlag = new Int32Array(new SharedArrayBuffer(4));
let pool: Piscina | undefined;
let work: SharedWork | undefined;

process.on("message", (message: ToHost) => void obey(message));
// Native code can hold up an ordinary exit for minutes.
process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));
// A Ctrl-C in the terminal reaches this process too; what it means is the coordinator's to say.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});

async function obey(message: ToHost): Promise<void> {
  switch (message.kind) {
    case "warm":
      pool = startPool(message.threads);
      return;
    case "open":
      return tell(await open(message.workload));
    case "train": {
      const { ticket } = message;
      const end = await train(message).catch((error): RunEnd => {
        return { kind: "failed", reason: reasonOf(error) };
      });
      return tell({ kind: "end", ticket, end });
    }
    case "time": {
      const { ticket, spec, steps } = message;
      const timing = pool!.run(stepsOf(spec, steps), { name: "timeSteps" }) as Promise<number>;
      return tell({ kind: "timed", ticket, msPerStep: await timing.catch(() => Number.NaN) });
    }
    case "outline": {
      const { ticket, spec, steps, times } = message;
      const request: OutlineRequest = { ...stepsOf(spec, steps), times };
      const outlining = pool!.run(request, { name: "outline" }) as Promise<RunOutline>;
      return tell(
        await outlining.then(
          (outline): FromHost => ({ kind: "outlined", ticket, outline }),
          (error): FromHost => {
            return { kind: "end", ticket, end: { kind: "failed", reason: reasonOf(error) } };
          },
        ),
      );
    }
    case "stop":
      Atomics.store(stopFlag, 0, 1);
      return;
    default:
      message satisfies never;
  }
}

async function open(workload: Workload): Promise<FromHost> {
  const { data, files, weighed = [], moduled = [], engine, threads } = workload;
  try {
    // With a second reference to it, the native library outlives the threads that use it:
    // unloaded under a thread that still loads it, it crashes the process.
    if (engine === "tfjs-node") await loadEngine(engine);
    const dataset = await buildDataset(data, files);
    const given = await loadGivenWeights(weighed, dataset.inputShape, files);
    work = { dataset, given, modules: await loadOwnModules(moduled, files), engine };
    if (pool && pool.options.maxThreads < threads) {
      await pool.destroy();
      pool = undefined;
    }
    pool ??= startPool(threads);
    const environment = describeEnvironment(identifyEngine(engine), threads);
    return { kind: "ready", info: { dataSha256: dataset.sha256, environment } };
  } catch (error) {
    return { kind: "refused", error: partsOf(error) };
  }
}

/** Threads that load what they need and wait. */
function startPool(threads: number): Piscina {
  const started = new Piscina({
    filename: compiledModule("run/local/train-worker", import.meta.url).href,
    minThreads: threads,
    maxThreads: threads,
    atomics: "disabled",
    workerData: { stopFlag } satisfies ThreadData,
  });
  // What goes wrong in a thread rejects the run it had, and the pool replaces the thread; without
  // a listener it would end this process and all the runs beside it.
  started.on("error", () => {});
  return started;
}

function stepsOf(spec: RunSpec, steps: number): StepsRequest {
  return { ...work!, spec, steps };
}

async function train({ ticket, spec }: Extract<ToHost, { kind: "train" }>): Promise<RunEnd> {
  const { port1, port2 } = new MessageChannel();
  // The run's end comes by another way than its epochs and may overtake them.
  const allTold = new Promise<void>((resolve) => {
    port1.on("message", (values: EpochValues | null) => {
      if (values === null) resolve();
      else tell({ kind: "epoch", ticket, values });
    });
  });
  try {
    const request = { ...work!, spec, epochs: port2 } satisfies TrainRequest;
    const end = await pool!.run(request, { name: "trainRun", transferList: [port2] });
    await allTold;
    return end as RunEnd;
  } finally {
    port1.close();
  }
}

function tell(message: FromHost): void {
  process.send?.(message);
}

function partsOf(error: unknown): ErrorParts {
  if (!(error instanceof SweepError)) return { message: reasonOf(error) };
  const { code, message, hint } = error;
  return { code, message, ...(hint !== undefined && { hint }) };
}

/** One line for the record. */
function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split("\n", 1)[0] || "unknown error";
}
