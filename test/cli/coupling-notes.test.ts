import { describe, expect, test } from "vitest";
import { couplingNotes } from "../../src/cli/coupling-notes.ts";
import { parseConfig } from "../../src/config/parse-config.ts";
import { planOf } from "../plan/plan-of.ts";

interface Parts {
  /** a line of its own */
  readonly top?: string;
  readonly variants: string;
  readonly compare?: string;
}

function notesOf({ top, variants, compare = "{metric: val_loss, scale: linear}" }: Parts) {
  const text = `name: a
seeds: 1..4
${top ?? "engine: auto"}
data: {source: sine-windows, rows: 300, validation: 0.2}
train: {epochs: 2, loss: mse, metrics: [acc], optimizer: {name: sgd}}
model: {layers: [{dense: {units: 4}}, {dropout: {rate: 0.2}}, {dense: {units: 1}}]}
variants: ${variants}
compare: ${compare}
`;
  return couplingNotes(planOf(text), parseConfig(text, "a.yaml"));
}

const COUPLED = "seeding: {coupling: position}";
const UNITS = "model.layers.0.dense.units: 6";
const WIDE = `{narrow: {}, wide: {set: {${UNITS}}}}`;
const setting = (...changes: readonly string[]) => {
  const others = changes.map((change, index) => `v${index + 1}: {${change}}`);
  return `{base: {}, ${others.join(", ")}}`;
};

describe("coupling is suggested", () => {
  test("where a variant differs from the baseline in a width, in one line", () => {
    expect(notesOf({ variants: WIDE })).toEqual([
      "wide differs from narrow in widths or initializers only: `seeding: {coupling: position}`, " +
        "chosen before the first run, starts the units that both have alike and often needs fewer " +
        "seeds (docs/models.md)",
    ]);
  });

  test("where it differs in a kernel's initializer, and of all variants that are like that", () => {
    const heNormal = "model.layers.0.dense.kernelInitializer: heNormal";
    const [note] = notesOf({
      variants: setting(`set: {${heNormal}}`, "without: [dropout]", `set: {${UNITS}, ${heNormal}}`),
    });
    expect(note).toMatch(/^v1, v3 differ from base in widths/);
  });

  test("against the baseline that is named", () => {
    const compare = "{metric: val_loss, baseline: wide}";
    expect(notesOf({ variants: WIDE, compare })[0]).toMatch(/^narrow differs from wide in/);
  });
});

describe("coupling is not suggested", () => {
  test.each([
    ["something else", setting("without: [dropout]")],
    ["something else as well", setting(`without: [dropout], set: {${UNITS}}`)],
    ["nothing", setting("")],
    ["a kernel that is not drawn", setting("set: {model.layers.0.dense.kernelInitializer: zeros}")],
    ["a bias", setting("set: {model.layers.0.dense.biasInitializer: heNormal}")],
  ])("where variants differ in %s", (_, variants) => {
    expect(notesOf({ variants })).toEqual([]);
  });

  test.each([
    ["as TensorFlow 1 does", "seeding: tf1-op"],
    ["from a stream that no seed moves", "streams: [dropout, order]"],
    ["by position already", COUPLED],
  ])("where weights are drawn %s", (_, top) => {
    const compare = "{metric: val_loss, scale: log}";
    expect(notesOf({ variants: WIDE, top, compare })).toEqual([]);
  });
});

describe("of what is coupled the log scale is advised", () => {
  test("for losses on the linear one", () => {
    expect(notesOf({ top: COUPLED, variants: WIDE })).toEqual([
      "initial weights are coupled by position: `compare.scale: log` is advised for losses, as " +
        "skewed differences are misjudged more often (docs/statistics.md)",
    ]);
  });

  test("not for what is better when it is higher, nor of a single variant", () => {
    const compare = "{metric: val_acc, scale: linear}";
    expect(notesOf({ top: COUPLED, variants: WIDE, compare })).toEqual([]);
    expect(notesOf({ top: COUPLED, variants: "{narrow: {}}" })).toEqual([]);
  });
});
