import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-layers";
import { expect, test } from "vitest";
import { watchRandomness } from "../../src/engine/watch-randomness.ts";
import { temporaryFolder } from "../cli/program.ts";

/** A user's module of these lines, and its path. */
function userModule(...lines: readonly string[]) {
  const file = join(temporaryFolder(), "my-model.mjs");
  const head = 'import nodeCrypto, { randomBytes, randomInt, randomUUID } from "node:crypto";';
  const body = ["export function build() {", ...lines.map((line) => `  ${line}`), "}", ""];
  writeFileSync(file, [head, ...body].join("\n"));
  // As Node loads it: the test runner would rewrite its lines.
  const { build } = createRequire(import.meta.url)(file) as { build(): unknown };
  return { file, build };
}

const WATCHED: readonly (readonly [line: string, call: string])[] = [
  ["Math.random();", "Math.random"],
  ["[1, 2].map(Math.random);", "Math.random"],
  ["[3, 1, 2].sort(() => Math.random() - 0.5);", "Math.random"],
  ["Date.now();", "Date.now"],
  ["new Date();", "new Date()"],
  ["Date();", "Date()"],
  ["new (class Today extends Date {})();", "new Date()"],
  ["performance.now();", "performance.now"],
  ["randomBytes(4);", "crypto.randomBytes"],
  ["nodeCrypto.randomBytes(4);", "crypto.randomBytes"],
  ["nodeCrypto.randomFillSync(new Uint8Array(4));", "crypto.randomFillSync"],
  ["randomInt(6);", "crypto.randomInt"],
  ["randomUUID();", "crypto.randomUUID"],
  ["nodeCrypto.getRandomValues(new Uint8Array(4));", "crypto.getRandomValues"],
  ["nodeCrypto.webcrypto.getRandomValues(new Uint8Array(4));", "crypto.getRandomValues"],
  ["crypto.getRandomValues(new Uint8Array(4));", "crypto.getRandomValues"],
  ["crypto.randomUUID();", "crypto.randomUUID"],
];

test.each(WATCHED)("a user's %s is told with its file and line", (line, call) => {
  const { file, build } = userModule("const before = 1;", line);
  const watch = watchRandomness();
  build();
  expect(watch.end()).toEqual([{ call, file, line: 4 }]);
});

test("each line is told once, in the order of the first calls", () => {
  const { file, build } = userModule(
    "for (let i = 0; i < 9; i++) Math.random();",
    "Date.now(); Math.random();",
  );
  const watch = watchRandomness();
  build();
  expect(watch.end()).toEqual([
    { call: "Math.random", file, line: 3 },
    { call: "Date.now", file, line: 4 },
    { call: "Math.random", file, line: 4 },
  ]);
});

test("a date that is given its time is no clock", () => {
  const { build } = userModule('return [new Date(5), new Date("2020-01-01"), Date.UTC(1, 2)];');
  const watch = watchRandomness();
  const [first] = build() as [Date];
  expect(first).toBeInstanceOf(Date);
  expect(watch.end()).toEqual([]);
});

test("what is watched goes on working, and all of it is put back", () => {
  const state = () => [
    ...[Math.random, Date, Date.now, performance.now, crypto.getRandomValues, crypto.randomUUID],
    Object.getOwnPropertyNames(crypto).length,
    Object.getOwnPropertyNames(performance).length,
  ];
  const before = state();
  const { build } = userModule(
    "return [Math.random(), Date.now(), randomBytes(4).length, crypto.randomUUID(), randomInt(3)];",
  );
  const watch = watchRandomness();
  expect(state()).not.toEqual(before);
  const [random, now, length, uuid, whole] = build() as [number, number, number, string, number];
  watch.end();
  expect(random).toBeGreaterThanOrEqual(0);
  expect(now).toBeGreaterThan(1e12);
  expect(length).toBe(4);
  expect(uuid).toMatch(/^[0-9a-f-]{36}$/);
  expect([0, 1, 2]).toContain(whole);
  for (const [index, value] of state().entries()) expect(value).toBe(before[index]);
  const seen = watch.end();
  build();
  expect(watch.end()).toEqual(seen);
});

test("what tfjs itself draws while it builds a user's plain model is not told", () => {
  let drawn = 0;
  const { random } = Math;
  Math.random = () => {
    drawn++;
    return random();
  };
  const watch = watchRandomness();
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 3, inputShape: [2] })] });
  const calls = watch.end();
  Math.random = random;
  model.dispose();
  expect(drawn).toBeGreaterThan(0);
  expect(calls).toEqual([]);
});
