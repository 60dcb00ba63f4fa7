import { describe, expect, test } from "vitest";
import { ladderConfig } from "../../src/config/ladder-config.ts";
import { parseConfig } from "../../src/config/parse-config.ts";

const CONFIG = `name: small
seeds: {first: 1, min: 5, max: 9, until: decided}
data: {source: sine-windows, rows: 300, validation: 0.2}
train: {epochs: 2, loss: mse, optimizer: {name: sgd, learningRate: 0.01}}
model:
  layers:
    - dense: {units: 4, activation: relu}
    - dropout: {rate: 0.2}
    - dense: {units: 1}
variants:
  plain: {}
  other: {build: deferred, dispatch: call, set: {model.layers.0.dense.units: 8, train.epochs: 3}}
  bare: {without: [dropout], set: {train.epochs: 3}}
  same: {dispatch: fit}
compare: {metric: val_loss, baseline: same, mode: budget, looks: [5, 9]}
`;
const placeOf = (path: string) => `/there/${path}`;
const between = (a: string, b: string, alone?: number) =>
  ladderConfig(CONFIG, { a, b, seeds: [1, 2, 3], placeOf, ...(alone !== undefined && { alone }) });

describe("the ladder between two variants", () => {
  test("makes one change a rung, in the order of the file, and ends in the other", () => {
    const { changes, variants, text } = between("plain", "other");
    expect(changes).toEqual([
      { path: "build", from: undefined, to: "deferred" },
      { path: "dispatch", from: undefined, to: "call" },
      { path: "set model.layers.0.dense.units", from: undefined, to: 8 },
      { path: "set train.epochs", from: undefined, to: 3 },
    ]);
    expect(variants).toEqual(["plain", "1-build", "2-dispatch", "3-dense.units", "other"]);
    const read = parseConfig(text, "ladder");
    expect(read.variants.map(({ name }) => name)).toEqual(variants);
    const [plain, build, dispatch, units, other] = read.variants;
    expect([plain!.build, build!.build, other!.build]).toEqual(["static", "deferred", "deferred"]);
    expect([build!.dispatch, dispatch!.dispatch]).toEqual(["fit", "call"]);
    expect([dispatch, units].map((v) => v!.layers![0])).toMatchObject([{ units: 4 }, { units: 8 }]);
    expect([units, other].map((v) => v!.train.epochs)).toEqual([2, 3]);
  });

  test("ends in the very definitions that the config has", () => {
    const [first, last] = ["other", "bare"];
    const whole = parseConfig(CONFIG, "config").variants;
    const { variants } = parseConfig(between(first!, last!).text, "ladder");
    expect(variants[0]).toEqual(whole.find(({ name }) => name === first));
    expect(variants.at(-1)).toEqual(whole.find(({ name }) => name === last));
  });

  test("takes back what the first changes and the second does not", () => {
    const { changes } = between("other", "bare");
    expect(changes.map(({ path, to }) => [path, to])).toEqual([
      ["build", undefined],
      ["dispatch", undefined],
      ["set model.layers.0.dense.units", undefined],
      ["without dropout", true],
    ]);
  });

  test("trains the seeds it is given, as one fixed design against the first variant", () => {
    const config = parseConfig(between("plain", "bare").text, "ladder");
    expect(config).toMatchObject({ name: "small+ladder", seeds: [1, 2, 3] });
    expect(config.firstLook).toBeUndefined();
    expect(config.compare).toMatchObject({ baseline: "plain", pairs: "baseline" });
    expect(config.compare.mode).toBeUndefined();
  });

  test("has one change alone in a variant of its own where it is asked for", () => {
    const { alone, text } = between("plain", "other", 1);
    expect(alone).toBe("only-2-dispatch");
    const { variants } = parseConfig(text, "ladder");
    expect(variants.at(-1)).toMatchObject({ name: alone, build: "static", dispatch: "call" });
  });

  test("has no rung between variants that say the same", () => {
    expect(between("plain", "plain").changes).toEqual([]);
  });
});
