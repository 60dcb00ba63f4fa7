// A child process that runs what users' modules export, for a plan: what crashes, hangs or ends the
// process in it takes no coordinator with it.
import { dirname } from "node:path";
import { SweepError } from "../../base/error.ts";
import { dataShapes } from "../../data/build-dataset.ts";
import { callForRows } from "../../data/module/module-rows.ts";
import { rowsDifference } from "../../data/module/take-rows.ts";
import { loadOwnModules } from "../../engine/load-own-modules.ts";
import { outlineModuleModel } from "../../engine/outline-model.ts";
import { tryStep } from "../../engine/try-step.ts";
import { type UnregisteredCall, watchRandomness } from "../../engine/watch-randomness.ts";
import { bundleModule, shownPlace } from "../../module/bundle-module.ts";
import { shownExport, userFault } from "../../module/call-module.ts";
import type { ErrorParts } from "../local/messages.ts";
import type { AnswerTo, ModuleAnswer, ModuleQuestion, RowsInShort } from "./questions.ts";

let asked: ModuleQuestion | undefined;

process.on("message", (question: ModuleQuestion) => {
  asked = question;
  void answer(question).then(
    (given) => tell({ kind: "answer", answer: given }),
    (error: unknown) => tell({ kind: "refused", error: partsOf(error) }),
  );
});
process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));
// What a user's code does not wait for may still throw.
for (const event of ["uncaughtException", "unhandledRejection"] as const) {
  process.on(event, (error: unknown) => {
    const fault = asked ? userFault(error, asked.shownFile, shownExport(asked.export)) : error;
    tell({ kind: "refused", error: partsOf(fault) });
  });
}

async function answer(question: ModuleQuestion): Promise<AnswerTo[keyof AnswerTo]> {
  if (question.kind === "trial") return attempt(question);
  const { file, shownFile, export: name } = question;
  const bundle = await bundleModule(file, shownFile);
  if (question.kind === "model") return outlineModuleModel(bundle, name, question.rows);
  return rowsOf(bundle, name);
}

async function attempt({ engine, spec, files, shownFile }: AskedTrial): Promise<undefined> {
  const modules = await loadOwnModules([spec.model], files, () => shownFile);
  await tryStep(engine, spec, dataShapes(spec.data), modules);
}

type AskedTrial = Extract<ModuleQuestion, { kind: "trial" }>;

/** Rows that are the same each time they are made: made twice to see it. */
async function rowsOf(
  bundle: Parameters<typeof callForRows>[0],
  name: string | undefined,
): Promise<RowsInShort> {
  const watch = watchRandomness();
  const first = await callForRows(bundle, name);
  const again = await callForRows(bundle, name);
  const calls = watch.end();
  if (first.sha256 === again.sha256) {
    const { inputs: _inputs, targets: _targets, ...short } = first;
    return short;
  }
  const where = `${bundle.shownFile}: ${shownExport(name)}`;
  const got = rowsDifference(first, again) ?? "others";
  const message = `${where}: must make the same rows each time it is called, got ${got}`;
  throw new SweepError("CONFIG_INVALID", message, hintOf(calls, bundle));
}

function hintOf(
  [first]: readonly UnregisteredCall[],
  { file, shownFile }: Parameters<typeof callForRows>[0],
): string {
  if (!first)
    return "draw from a generator of a fixed seed, and keep nothing from one call to the next";
  const place = shownPlace(first.file, dirname(file), shownFile);
  return `${place}:${first.line} calls ${first.call}; draw from a generator of a fixed seed`;
}

function partsOf(error: unknown): ErrorParts {
  if (!(error instanceof SweepError)) return { message: String((error as Error)?.stack ?? error) };
  const { code, message, hint } = error;
  return { code, message, ...(hint !== undefined && { hint }) };
}

function tell(message: ModuleAnswer): void {
  process.send?.(message);
}
