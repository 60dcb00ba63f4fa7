import { expect, test } from "vitest";
import {
  parseCompare,
  readImportedCompare,
  writeImportedConfig,
} from "../../src/config/imported-config.ts";
import { parseConfig } from "../../src/config/parse-config.ts";
import { RIGHT } from "./mistakes.ts";

const PARTS = { name: "far", file: 'my "best", {results}: é.csv', sha256: "a".repeat(64) };
const COMPARE = { metric: "val/acc: x", at: "epoch:3", direction: "max", margin: 0.01, alpha: 0.1 };

test("what an import says of the comparison is read back, and defaults are those of a config", () => {
  const text = writeImportedConfig({ ...PARTS, compare: COMPARE });
  expect(parseCompare(text, "far")).toEqual({
    ...parseCompare(RIGHT, "c.yaml"),
    baseline: undefined,
    ...COMPARE,
  });
  expect(readImportedCompare(text, "far")).toEqual(COMPARE);
  expect(readImportedCompare(writeImportedConfig({ ...PARTS, compare: {} }), "far")).toEqual({});
});

test("of a config it is the block compare", () => {
  expect(parseCompare(RIGHT, "c.yaml")).toEqual(parseConfig(RIGHT, "c.yaml").compare);
  expect(readImportedCompare(RIGHT, "c.yaml")).toBeUndefined();
});

test("an import cannot be trained, and this is all that is said of it", () => {
  const text = writeImportedConfig({ ...PARTS, compare: {} });
  expect(() => parseConfig(text, "far.yaml")).toThrow(
    /^far\.yaml:3:1: imported: results that were trained elsewhere cannot be trained here\n.*\n.*\^\nhint: .*$/,
  );
});

test("a damaged import is told where", () => {
  const text = writeImportedConfig({ ...PARTS, compare: {} }).replace("sha256", "sha265");
  expect(() => parseCompare(text, "far")).toThrow(/far:3:\d+: imported\.sha265: unknown key/);
});

test.each([
  [{ margin: -1 }, /^--margin: must be more than 0, got -1$/],
  [{ margin: Number.NaN }, /^--margin: must be a finite number, got NaN$/],
  [{ alpha: 1 }, /^--alpha: must be less than 0.5, got 1$/],
  [{ at: "end" }, /^--at: must be last, best, auc or epoch:N, got end$/],
])("an option that breaks a rule is named as it was typed: %j", (compare, message) => {
  expect(() => writeImportedConfig({ ...PARTS, compare })).toThrow(message);
});

test("a name that breaks the rule for names is refused", () => {
  const unsafe = () => writeImportedConfig({ ...PARTS, name: "../far", compare: {} });
  expect(unsafe).toThrow(/^--name: must be 1 to 64 letters.*, got \.\.\/far$/);
});
