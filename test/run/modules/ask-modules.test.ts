import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { moduleAsker } from "../../../src/run/modules/ask-modules.ts";
import { folderWith } from "../../module/temporary-module.ts";

/** Asks a module of this text for rows. */
function asking(text: string, limitS = 60) {
  const file = join(folderWith({ "rows.ts": text }), "rows.ts");
  const asker = moduleAsker({ rows: limitS, model: limitS, trial: limitS });
  onTestFinished(asker.close);
  return asker.ask({ kind: "rows", file, shownFile: "rows.ts", export: undefined });
}

const ROWS = "{ inputs: [[1, 2], [3, 4]], targets: [0, 2] }";

test("rows are told without their numbers", async () => {
  expect(await asking(`export default () => (${ROWS});`)).toEqual({
    ...{ rowCount: 2, inputShape: [2], targetShape: [1], classes: 3 },
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
  expect(await asking(`export default async () => (${ROWS});`)).toMatchObject({ rowCount: 2 });
  const tensors = await asking(`import * as tf from "@tensorflow/tfjs";
    export default () => ({ inputs: tf.tensor([[1, 2], [3, 4]]), targets: tf.tensor1d([0, 2]) });`);
  expect(tensors).toEqual(await asking(`export default () => (${ROWS});`));
});

test.each([
  [
    "makes other rows each time, and where that comes from",
    "export default () => ({ inputs: [[1, Math.random()]], targets: [1] });",
    /^rows\.ts: default export: must make the same rows each time it is called, got 0\.\d+, then 0\.\d+ in inputs of row 1, \[1\]$/,
    /^rows\.ts:1 calls Math\.random; draw from a generator of a fixed seed$/,
  ],
  [
    "counts on from one call to the next in what it shares with other modules",
    `const shared = globalThis as { n?: number };
    export default () => {
      shared.n = (shared.n ?? 0) + 1;
      return { inputs: Array.from({ length: shared.n }, () => 1), targets: [1, 1].slice(0, shared.n) };
    };`,
    /got inputs of shape \[1, 1\], then \[2, 1\]$/,
    /keep nothing from one call to the next$/,
  ],
  [
    "ends the process",
    "export default () => { process.kill(process.pid, 'SIGKILL'); return new Promise(() => {}); };",
    /^rows\.ts: default export: must return, got a process that ended \(SIGKILL\)$/,
    undefined,
  ],
  [
    "throws where nobody waits for it",
    "export default () => new Promise(() => { setImmediate(() => { throw new Error('late'); }); });",
    /^rows\.ts:1:\d+: default export: must not throw, got "Error: late"/,
    undefined,
  ],
  [
    "leaves a promise that is rejected",
    "export default () => { void Promise.reject(new Error('lost')); return new Promise(() => {}); };",
    /^rows\.ts:1:\d+: default export: must not throw, got "Error: lost"/,
    undefined,
  ],
])("a module is refused that %s", async (_, text, message, hint) => {
  const refused = asking(text);
  await expect(refused).rejects.toMatchObject({
    code: "CONFIG_INVALID",
    message: expect.stringMatching(message),
    ...(hint && { hint: expect.stringMatching(hint) }),
  });
});

test.each([
  ["never leaves a loop", "export default () => { for (;;); };"],
  ["waits for what never comes", "export default () => new Promise(() => {});"],
])("a module that %s is ended at its time limit", async (_, text) => {
  await expect(asking(text, 1)).rejects.toMatchObject({
    code: "CONFIG_INVALID",
    message: "rows.ts: default export: must return within 1 s, got no end",
  });
});

test("after a module that failed another one is answered", async () => {
  const asker = moduleAsker();
  onTestFinished(asker.close);
  const folder = folderWith({
    "bad.ts": "export default () => process.kill(process.pid, 'SIGSEGV');",
    "good.ts": `export default () => (${ROWS});`,
  });
  const ask = (name: string) =>
    asker.ask({ kind: "rows", file: join(folder, name), shownFile: name, export: undefined });
  await expect(ask("bad.ts")).rejects.toMatchObject({ code: "CONFIG_INVALID" });
  expect(await ask("good.ts")).toMatchObject({ rowCount: 2 });
});

test("Ctrl-C ends a program whose module never leaves a loop, and nothing is left of either", async () => {
  const folder = folderWith({
    "rows.ts": `import { writeSync } from "node:fs";
      export default () => { writeSync(2, \`pid \${process.pid}.\`); for (;;); };`,
    "s.yaml": `name: s
seeds: 1..3
data: {source: module, path: rows.ts}
train: {epochs: 1, loss: mse, optimizer: {name: sgd, learningRate: 0.1}}
model: {layers: [{dense: {units: 1}}]}
variants: {a: {}}
`,
  });
  const program = fileURLToPath(new URL("../../../dist/cli/sweep.js", import.meta.url));
  const running = spawn(process.execPath, [program, "plan", "s.yaml"], {
    ...{ cwd: folder, stdio: ["ignore", "pipe", "pipe"] },
  });
  let told = "";
  // It ends when neither the program nor the process it started holds it any more.
  for await (const text of running.stderr.setEncoding("utf8")) {
    told += text;
    if (/pid \d+\./.test(told) && running.exitCode === null && !running.killed) {
      running.kill("SIGINT");
    }
  }
  if (running.exitCode === null) await once(running, "exit");
  expect(running.exitCode).toBe(130);
});
