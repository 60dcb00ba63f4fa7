import { describe, expect, test } from "vitest";
import { makePlan } from "../../src/plan/make-plan.ts";
import { edited } from "../config/mistakes.ts";
import { configOf, ENGINE, idsOf, planOf } from "./plan-of.ts";

type Edit = readonly [from: string, to: string];

const planAfter = (...edits: readonly Edit[]) => planOf(edited("", ...edits).text);
const idsAfter = (...edits: readonly Edit[]) => idsOf(planAfter(...edits));
const IDS = idsAfter();

describe("a run's id", () => {
  test("is a digest of its own", () => {
    const ids = Object.values(IDS);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{64}$/);
    expect(new Set(ids).size).toBe(6);
  });

  test("is the same in another plan of the same config", () => {
    expect(idsAfter()).toEqual(IDS);
  });

  test.each<readonly [what: string, ...Edit[]]>([
    ["epochs", ["epochs: 10", "epochs: 11"]],
    ["batch", ["epochs: 10", "epochs: 10\n  batch: 31"]],
    ["loss", ["meanSquaredError", "huber"]],
    ["metrics, as they are part of the record", ["[mae]", "[mae, mape]"]],
    ["optimizer", ["{name: sgd}", "{name: momentum}"]],
    ["learning rate", ["{name: sgd}", "{name: sgd, learningRate: 0.011}"]],
    ["clipping", ["{name: sgd}", "{name: sgd, clipNorm: 1}"]],
    ["shuffle of the epochs", ["epochs: 10", "epochs: 10\n  shuffle: false"]],
    ["early stopping", ["[mae]", "[mae]\n  earlyStopping: {patience: 3}"]],
    ["rows", ["rows: 100", "rows: 101"]],
    ["data seed", ["rows: 100", "rows: 100, seed: 2"]],
    ["data shuffle", ["rows: 100", "rows: 100, shuffle: 0"]],
    ["rows taken", ["rows: 100", "rows: 100, take: 99"]],
    ["validation", ["validation: 0.1", "validation: 0.2"]],
    ["units", ["units: 4", "units: 5"]],
    ["activation", ["relu", "tanh"]],
    ["initializer", ["units: 4", "units: 4, kernelInitializer: heNormal"]],
    ["name of a layer, the key of its stream", ["units: 4", "units: 4, name: first"]],
    ["streams", ["1..3", "1..3\nstreams: [init, dropout, noise]"]],
    ["seeding", ["1..3", "1..3\nseeding: tf1-op"]],
    ["coupling", ["1..3", "1..3\nseeding: {coupling: position}"]],
    ["op seeds' start", ["1..3", "1..3\nseeding: {rule: tf1-graph, lastId: 9}"]],
    [
      "order of layers",
      ["{units: 1}", "{units: 4, activation: relu }"],
      ["{units: 4, activation: relu}", "{units: 1}"],
    ],
  ])("changes with the %s, in all runs", (_, ...edits) => {
    const ids = idsAfter(...(edits as Edit[]));
    for (const [run, id] of Object.entries(IDS)) expect(ids[run]).not.toBe(id);
  });

  test("is what it was before kernels could be coupled, unless they are", () => {
    expect(IDS["base/1"]).toBe("c06962bf830ff5b82d6cea97131708e98e941d0a2a25448f151b0a3b7a3198d6");
    const tf1 = idsAfter(["1..3", "1..3\nseeding: {rule: tf1-graph, lastId: 9}\nstreams: [init]"]);
    expect(tf1["off/1"]).toBe("78f24908d95fa9994e65e43b928b58132fdae8a8b70e6017adb7b76b71c288f8");
    expect(idsAfter(["1..3", "1..3\nseeding: {rule: named}"])).toEqual(IDS);
  });

  test("changes between the seeding rules and their numbers", () => {
    const rules = [
      "tf1-op",
      "tf1-graph",
      "{rule: tf1-graph, stride: 3}",
      "{rule: tf1-graph, lastId: 7}",
    ];
    const ids = rules.map((rule) => idsAfter(["1..3", `1..3\nseeding: ${rule}`])["base/1"]);
    expect(new Set([...ids, IDS["base/1"]]).size).toBe(5);
  });

  test.each([
    ["build", "{build: deferred}"],
    ["dispatch", "{dispatch: call}"],
    ["without", "{without: [dropout]}"],
    ["set", "{set: {train.epochs: 9}}"],
    ["set of a rate", "{set: {model.layers.1.dropout.rate: 0.3}}"],
  ])("changes with a variant's %s, in that variant only", (_, change) => {
    const ids = idsAfter(["base: {}", `base: ${change}`]);
    expect(ids["base/1"]).not.toBe(IDS["base/1"]);
    expect(ids["off/1"]).toBe(IDS["off/1"]);
  });

  test("changes with the engine's numbers, not with its name", () => {
    const text = edited("").text;
    const other = idsOf(planOf(text, { ...ENGINE, numerics: "compiled/2" }));
    for (const [run, id] of Object.entries(IDS)) expect(other[run]).not.toBe(id);
    expect(idsOf(planOf(text, { ...ENGINE, name: "tfjs-cpu" }))).toEqual(IDS);
  });

  test.each<readonly [what: string, ...Edit[]]>([
    ["sweep's name", ["name: right", "name: other"]],
    ["comparison", ["{metric: val_loss, baseline: base}", "{metric: loss, at: best, alpha: 0.01}"]],
    ["choice of engine, which the plan is told", ["1..3", "1..3\nengine: tfjs-cpu"]],
    ["way seeds are written", ["1..3", "{first: 1, count: 3}"]],
    [
      "way the file is written",
      [
        "data: {source: sine-windows, rows: 100",
        "# a comment\ndata: {rows: 1e2, source: 'sine-windows'",
      ],
    ],
    ["list of all streams", ["1..3", "1..3\nstreams: [order, init, noise, dropout]"]],
    [
      "seeds of layers that named seeding does not read",
      ["rate: 0.2", "rate: 0.2, seed: 4"],
      ["units: 4", "units: 4, kernelInitializer: {glorotUniform: {seed: 3}}"],
    ],
  ])("does not change with the %s", (_, ...edits) => {
    expect(idsAfter(...(edits as Edit[]))).toEqual(IDS);
  });

  test("changes with the seeds of layers that tf1-op reads, unless they are its default", () => {
    const withSeed = (written: string) =>
      idsAfter(["1..3", "1..3\nseeding: tf1-op"], ["rate: 0.2", `rate: 0.2${written}`])["base/1"];
    expect(withSeed(", seed: 1")).toBe(withSeed(""));
    expect(withSeed(", seed: 2")).not.toBe(withSeed(""));
  });

  test("does not change with the variant's name", () => {
    const ids = idsAfter(["base: {}", "renamed: {}"], [", baseline: base", ""]);
    expect(ids["renamed/2"]).toBe(IDS["base/2"]);
  });

  test("stays when seeds and variants are added", () => {
    expect(idsAfter(["1..3", "[9, 3, 2, 1, 0]"])).toMatchObject(IDS);
    expect(idsAfter(["base: {}", "first: {build: deferred}\n  base: {}"])).toMatchObject(IDS);
  });
});

describe("a plan", () => {
  test("goes seed by seed with the variants side by side", () => {
    const { runs, seeds } = planAfter(["1..3", "[7, 2]"]);
    expect(seeds).toEqual([7, 2]);
    expect(runs.map(({ variant, seed }) => `${variant}/${seed}`)).toEqual([
      ...["base/7", "off/7", "base/2", "off/2"],
    ]);
  });

  test("takes other seeds in place of the config's", () => {
    const config = configOf(edited("").text);
    const { seeds, runs } = makePlan(config, ENGINE, [2, 5]);
    expect(seeds).toEqual([2, 5]);
    expect(runs.filter(({ seed }) => seed === 2).map(({ id }) => id)).toEqual([
      ...[IDS["base/2"], IDS["off/2"]],
    ]);
  });

  test("refuses other seeds that TensorFlow 1 cannot tell apart", () => {
    const text = edited("", ["1..3", "1..3\nseeding: tf1-op"]).text;
    const seeds = [0, 2 ** 31 - 2, 2 ** 31 - 1];
    expect(() => makePlan(configOf(text), ENGINE, seeds)).toThrow(
      expect.objectContaining({
        code: "USAGE",
        message: "--seeds: must be at most 2^31 - 2 with seeding tf1-op, got 2147483647",
      }),
    );
    expect(makePlan(configOf(edited("").text), ENGINE, seeds).seeds).toEqual(seeds);
  });

  test("carries what the record needs: the sweep, the config's text, the engine", () => {
    const text = edited("").text;
    expect(planOf(text)).toMatchObject({ sweep: "right", configText: text, engine: ENGINE });
  });

  test("holds the spec that each id is the digest of, without a variant's name", () => {
    const { runs, variants } = planAfter();
    expect(runs[0]!.spec).toEqual({ ...variants[0]!.spec, seed: 1 });
    expect(runs[0]!.spec).toMatchObject({
      data: { source: "sine-windows", rows: 100, seed: 1, validation: 0.1 },
      model: { build: "static", dispatch: "fit" },
      training: { epochs: 10, batch: 32 },
      seeding: { rule: "named", streams: ["init", "dropout", "noise", "order"] },
      engine: "compiled/1",
    });
    expect(JSON.stringify(runs[0]!.spec)).not.toMatch(/base|right/);
  });

  test("keeps the fixed streams out of the spec", () => {
    const { runs } = planAfter(["1..3", "1..3\nstreams: [order, init]"]);
    expect(runs[0]!.spec.seeding.streams).toEqual(["init", "order"]);
  });

  test("says in the spec that kernels are coupled, whether the rule is written or not", () => {
    const written = planAfter(["1..3", "1..3\nseeding: {rule: named, coupling: position}"]);
    expect(written.runs[0]!.spec.seeding).toEqual({
      ...{ rule: "named", coupling: "position" },
      streams: ["init", "dropout", "noise", "order"],
    });
    const short = planAfter(["1..3", "1..3\nseeding: {coupling: position}"]);
    expect(idsOf(short)).toEqual(idsOf(written));
  });

  test("writes both tf1 rules as one, as the op seeds stand in the layers", () => {
    const { runs } = planAfter(["1..3", "1..3\nseeding: tf1-graph"]);
    expect(runs[0]!.spec.seeding.rule).toBe("tf1");
    expect(JSON.stringify(runs[0]!.spec.model).match(/"seed":\d+/g)).toEqual([
      ...['"seed":303', '"seed":335', '"seed":319'],
    ]);
  });
});

describe("warnings", () => {
  const REPLACED = "{set: {model.layers.0: {activation: {activation: relu}}}}";

  test("name the variants whose unnamed layers are counted differently", () => {
    const { warnings } = planAfter(["base: {}", `base: {}\n  less: ${REPLACED}`]);
    expect(warnings).toEqual([
      "base has dense-1, dense-2 and less has dense-1: layers that stand for the same may draw " +
        "different random numbers; name them to keep them alike",
    ]);
  });

  test("name them also where kernels are coupled, which are matched by their layers' names", () => {
    const { warnings } = planAfter(
      ["1..3", "1..3\nseeding: {coupling: position}"],
      ["base: {}", `base: {}\n  less: ${REPLACED}`],
    );
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/; name them to keep them alike$/);
  });

  test("see a shift behind a named layer that gives way", () => {
    const { warnings } = planAfter(
      ["units: 4,", "units: 4, name: wide,"],
      ["base: {}", `base: {}\n  less: ${REPLACED}`],
    );
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/^base has dense-2 and less has dense-1:/);
  });

  test.each<readonly [what: string, ...Edit[]]>([
    [
      "where the layers are named",
      ["units: 4,", "units: 4, name: a,"],
      ["{units: 1}", "{units: 1, name: b}"],
      ["base: {}", `base: {}\n  less: ${REPLACED}`],
    ],
    ["where all layers of a kind are left out"],
    [
      "where a named one is left out",
      ["{rate: 0.2}", "{rate: 0.2, name: d}\n    - dropout: {rate: 0.1}"],
      ["[dropout]", "[d]"],
    ],
    [
      "where the layers do not draw",
      ["base: {}", "base: {}\n  less: {set: {model.layers.1: {flatten: {}}}}"],
      ["    - dense: {units: 1}", "    - flatten\n    - dense: {units: 1}"],
      ["    - dropout: {rate: 0.2}\n", "    - flatten\n"],
      ["[dropout]", "[flatten]"],
    ],
    [
      "where op seeds decide, not names",
      ["1..3", "1..3\nseeding: tf1-op"],
      ["base: {}", `base: {}\n  less: ${REPLACED}`],
    ],
  ])("are not given %s", (_, ...edits) => {
    expect(planAfter(...(edits as Edit[])).warnings).toEqual([]);
  });
});

describe("given initial weights", () => {
  const config = configOf(edited("").text);
  const weighed = (sha256: string, seeding = config.seeding) =>
    makePlan(
      {
        ...config,
        seeding,
        variants: config.variants.map((each) => ({ ...each, initialWeights: { sha256 } })),
      },
      ENGINE,
    );

  test("are part of a run's identity, and where there are none the spec is silent", () => {
    const ids = [makePlan(config, ENGINE), weighed("a"), weighed("b")].map(
      ({ runs }) => runs[0]!.id,
    );
    expect(new Set(ids)).toHaveLength(3);
    expect(Object.keys(makePlan(config, ENGINE).variants[0]!.spec.model)).toEqual([
      ...["build", "dispatch", "layers"],
    ]);
    expect(weighed("a").variants[0]!.spec.model.initialWeights).toEqual({ sha256: "a" });
  });

  test("are the same runs whether kernels are coupled or not, as none is drawn", () => {
    const coupled = weighed("a", { rule: "named", coupling: "position" });
    expect(idsOf(coupled)).toEqual(idsOf(weighed("a")));
  });
});
