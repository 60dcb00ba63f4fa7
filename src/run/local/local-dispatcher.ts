import type { ChildProcess } from "node:child_process";
import { type ErrorCode, SweepError } from "../../base/error.ts";
import type { RunOutline } from "../../engine/outline-run.ts";
import type { EpochValues } from "../../plan/run.ts";
import type { Dispatcher, HostInfo, RunEnd, Workload } from "../dispatcher.ts";
import type { ErrorParts, FromHost, ToHost } from "./messages.ts";
import { startHost, takeSpareHost } from "./spare-host.ts";

/** What is kept of what native code writes to stderr, to explain a death by its last words. */
const LAST_WORDS_LENGTH = 2000;

interface Waiting {
  readonly onEpoch?: (values: EpochValues) => void;
  readonly settle: (answer: Answer) => void;
}

type Answer = RunEnd | number | RunOutline;

/**
 * Trains on this machine, in a host process of its own. A host that dies fails the runs it had
 * under way; the next run starts a new one.
 */
export function localDispatcher(): Dispatcher {
  const waiting = new Map<number, Waiting>();
  let host: ChildProcess | undefined;
  let [closed, lastTicket] = [false, 0];

  const answer = (message: FromHost) => {
    if (message.kind === "epoch") waiting.get(message.ticket)?.onEpoch?.(message.values);
    const settled = answerOf(message);
    if (settled === undefined || !("ticket" in message)) return;
    const { settle } = waiting.get(message.ticket) ?? {};
    waiting.delete(message.ticket);
    settle?.(settled);
  };
  const buryHost = (reason: string) => {
    host = undefined;
    for (const { settle } of waiting.values()) settle({ kind: "failed", reason });
    waiting.clear();
  };
  let open: () => Promise<HostInfo> = () => Promise.reject(new RangeError("not opened"));
  let ready: Promise<HostInfo> | undefined;
  const ask = async (message: (ticket: number) => ToHost, onEpoch?: Waiting["onEpoch"]) => {
    if (closed) throw new SweepError("WORKER_DIED", "host: must be open, got one that was closed");
    if (!host) ready = open();
    await ready;
    return new Promise<Answer>((settle) => {
      const ticket = ++lastTicket;
      waiting.set(ticket, { settle, ...(onEpoch && { onEpoch }) });
      // A host that is gone without having been missed yet is told of by its exit.
      host?.send(message(ticket), () => {});
    });
  };

  return {
    open: (workload) => {
      open = () => {
        host = takeSpareHost() ?? startHost();
        return introduce(host, workload, answer, buryHost);
      };
      ready = open();
      return ready;
    },
    train: async (spec, onEpoch) => {
      try {
        return (await ask((ticket) => ({ kind: "train", ticket, spec }), onEpoch)) as RunEnd;
      } catch (error) {
        return { kind: "failed", reason: error instanceof Error ? error.message : String(error) };
      }
    },
    timeSteps: async (spec, steps) => {
      const timed = await ask((ticket) => ({ kind: "time", ticket, spec, steps }));
      return typeof timed === "number" ? timed : Number.NaN;
    },
    outline: async (spec, steps, times = 1) => {
      const outlined = await ask((ticket) => ({ kind: "outline", ticket, spec, steps, times }));
      if (typeof outlined === "object" && "weights" in outlined) return outlined;
      const { reason } = outlined as Extract<RunEnd, { kind: "failed" }>;
      throw new SweepError("WORKER_DIED", `outline: a run must begin, got "${reason}"`);
    },
    stop: () => {
      if (host?.connected) host.send({ kind: "stop" } satisfies ToHost, () => {});
    },
    close: () => {
      closed = true;
      host?.kill("SIGKILL"); // its exit settles whatever waits for it
    },
  };
}

/** What a message answers to who asked; undefined: it is no last word. */
function answerOf(message: FromHost): Answer | undefined {
  if (message.kind === "end") return message.end;
  if (message.kind === "timed") return message.msPerStep;
  return message.kind === "outlined" ? message.outline : undefined;
}

/** Hands the host its workload and waits until it is ready. */
function introduce(
  host: ChildProcess,
  workload: Workload,
  answer: (message: FromHost) => void,
  buryHost: (reason: string) => void,
): Promise<HostInfo> {
  let lastWords = "";
  host.stderr?.setEncoding("utf8").on("data", (text: string) => {
    lastWords = (lastWords + text).slice(-LAST_WORDS_LENGTH);
  });
  return new Promise((resolve, reject) => {
    host.on("message", (message: FromHost) => {
      if (message.kind === "ready") resolve(message.info);
      else if (message.kind === "refused") reject(revive(message.error));
      else answer(message);
    });
    const bury = (how: string) => {
      const reason = `the host process ended (${how})`;
      const [words] = lastWords.trim().split("\n").slice(-1);
      buryHost(reason);
      reject(new SweepError("WORKER_DIED", `host: ${reason}`, words || undefined));
    };
    host.on("exit", (code, signal) => bury(signal ?? `exit code ${code}`));
    host.on("error", ({ message }) => bury(message));
    host.send({ kind: "open", workload } satisfies ToHost, () => {});
  });
}

/** An error from the host as it was there; one without a code is a bug. */
function revive({ code, message, hint }: ErrorParts): Error {
  return code === undefined ? new Error(message) : new SweepError(code as ErrorCode, message, hint);
}
