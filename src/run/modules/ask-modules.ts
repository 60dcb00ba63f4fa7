import { type ChildProcess, fork } from "node:child_process";
import { type ErrorCode, SweepError } from "../../base/error.ts";
import { compiledModule } from "../../base/package-files.ts";
import type { AnswerTo, ModuleAnswer, ModuleQuestion } from "./questions.ts";

/** Asks what users' modules make, in a process of its own that starts with the first question. */
export interface ModuleAsker {
  /**
   * One question at a time.
   *
   * @throws SweepError CONFIG_INVALID where the module does not answer as it should, or not in time
   */
  ask<Kind extends ModuleQuestion["kind"]>(
    question: Extract<ModuleQuestion, { kind: Kind }>,
  ): Promise<AnswerTo[Kind]>;
  /** also while a question waits, which is refused then */
  close(): void;
}

/** How long a module may take; to make rows it may read a large file. */
const LIMITS_S = { model: 60, trial: 60, rows: 600 } as const;

const STOPPED = 130;
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** @param limitsS seconds that each kind of question may take */
export function moduleAsker(
  limitsS: Readonly<Record<ModuleQuestion["kind"], number>> = LIMITS_S,
): ModuleAsker {
  let child: ChildProcess | undefined;
  let isClosed = false;
  const end = () => {
    child?.kill("SIGKILL");
    child = undefined;
  };
  // Code that never gives back control hears no signal: it has to be killed. Whoever has called
  // this as a library may have plans of its own for the signal.
  const onSignal = (signal: NodeJS.Signals) => {
    end();
    if (process.listenerCount(signal) === 1) process.exit(STOPPED);
  };
  return {
    async ask(question) {
      if (isClosed) throw new RangeError("modules: must be asked before the end, got a question");
      child ??= startChild();
      for (const signal of SIGNALS) process.on(signal, onSignal);
      try {
        return (await answerOf(child, question, limitsS[question.kind])) as never;
      } catch (error) {
        end(); // It may be in any state.
        throw error;
      } finally {
        for (const signal of SIGNALS) process.off(signal, onSignal);
      }
    },
    close() {
      isClosed = true;
      end();
    },
  };
}

function startChild(): ChildProcess {
  return fork(compiledModule("run/modules/module-child", import.meta.url), {
    // "json" would turn not-a-number into null.
    serialization: "advanced",
    execArgv: [],
    // What a user's code prints is talk: stdout is data.
    stdio: ["ignore", 2, 2, "ipc"],
  });
}

function answerOf(
  child: ChildProcess,
  question: ModuleQuestion,
  limitS: number,
): Promise<AnswerTo[keyof AnswerTo]> {
  const where = `${question.shownFile}: ${question.export ?? "default export"}`;
  return new Promise((resolve, reject) => {
    const refuse = (rule: string, got: string, hint?: string) =>
      reject(new SweepError("CONFIG_INVALID", `${where}: ${rule}, got ${got}`, hint));
    const timer = setTimeout(() => {
      const hint = "it may wait for something that does not come, or never leave a loop";
      refuse(`must return within ${limitS} s`, "no end", hint);
    }, limitS * 1000);
    const onMessage = (answer: ModuleAnswer) => {
      settle();
      if (answer.kind === "answer") resolve(answer.answer);
      else reject(revive(answer.error));
    };
    const onExit = (code: number | null, signal: string | null) => {
      settle();
      const how = signal ?? `exit code ${code}`;
      refuse("must return", `a process that ended (${how})`);
    };
    const settle = () => {
      clearTimeout(timer);
      child.off("message", onMessage);
      child.off("exit", onExit);
    };
    child.on("message", onMessage);
    child.on("exit", onExit);
    child.send(question, () => {});
  });
}

/** One without a code is a bug. */
function revive({ code, message, hint }: { code?: string; message: string; hint?: string }): Error {
  return code === undefined ? new Error(message) : new SweepError(code as ErrorCode, message, hint);
}
