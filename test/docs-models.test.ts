import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { parseConfig } from "../src/config/parse-config.ts";
import { KERAS_LAYERS } from "../src/model/keras/keras-layers.ts";

const page = readFileSync(fileURLToPath(new URL("../docs/models.md", import.meta.url)), "utf8");
const configs = [...page.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, text]) => text!);

test("the configs of docs/models.md can be read", () => {
  const names = configs.map((text) => parseConfig(text, "docs/models.md").name);
  expect(names).toEqual(expect.arrayContaining(["from-keras", "given-weights"]));
});

test("docs/models.md names every layer that can be read from Keras", () => {
  const [, tables] = page.split("### What can be read");
  const missing = KERAS_LAYERS.filter((layer) => !new RegExp(`\\b${layer}\\b`).test(tables!));
  expect(missing).toEqual([]);
});
