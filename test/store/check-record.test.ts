import { describe, expect, test } from "vitest";
import { checkRecord } from "../../src/store/check-record.ts";
import { findSweep } from "../../src/store/find-sweep.ts";
import { recordImport } from "../../src/store/record-import.ts";
import { recordPlan } from "../../src/store/record-plan.ts";
import type { Store } from "../../src/store/store.ts";
import { minute, samplePlan } from "./sample-plan.ts";
import { temporaryStore, trainAll } from "./temporary-store.ts";

function recorded(): Store {
  const store = temporaryStore();
  trainAll(store, samplePlan());
  return store;
}

const damagesOf = (store: Store) =>
  checkRecord(store, findSweep(store)).flatMap(({ variant, seed, damages }) =>
    damages.map((text) => `${variant} ${seed} ${text}`),
  );

test("a record as it was written holds, and every ended run of it is read", () => {
  const store = recorded();
  const runs = checkRecord(store, findSweep(store));
  expect(runs.map(({ variant, seed }) => `${variant} ${seed}`)).toEqual([
    ...["plain 1", "plain 2", "wide 1", "wide 2"],
  ]);
  expect(runs[3]).toMatchObject({
    ...{ state: "done", isCurrent: true, damages: [], series: { loss: Float64Array.of(2, 1) } },
    environment: { node: "v20.20.2", cpu: "a cpu" },
    finalWeightsSha256: "3".repeat(64),
  });
});

const WHERE = "run_id = (SELECT runs.id FROM runs JOIN variants ON variants.id = variant_id";
const WIDE_2 = `${WHERE} WHERE name = 'wide' AND seed = 2)`;

describe("the check names every run", () => {
  const DAMAGES: readonly (readonly [string, string, readonly string[]])[] = [
    [
      "whose series has a bit flipped",
      `UPDATE series SET bytes = x'0100000000000040000000000000f03f' WHERE ${WIDE_2}`,
      [
        expect.stringMatching(
          /^wide 2 series: must have the checksum [0-9a-f]{12}, got [0-9a-f]{12}$/,
        ),
        "wide 2 epochs: loss of epoch 1 must be 2.0000000000000004 as in its series, got 2",
      ],
    ],
    [
      "that lost its series",
      "DELETE FROM series; DELETE FROM epochs",
      ["plain 1", "plain 2", "wide 1", "wide 2"].map((run) =>
        expect.stringMatching(new RegExp(`^${run} series: must have the checksum`)),
      ),
    ],
    [
      "whose epochs are not those of its series",
      `UPDATE epochs SET value = 0.5 WHERE epoch = 2 AND ${WIDE_2}`,
      ["wide 2 epochs: loss of epoch 2 must be 1 as in its series, got 0.5"],
    ],
    [
      "that has an epoch too few",
      `DELETE FROM epochs WHERE epoch = 2 AND ${WIDE_2}`,
      ["wide 2 epochs: loss of epoch 2 must be 1 as in its series, got nothing"],
    ],
    [
      "that has an epoch too many",
      `INSERT INTO epochs SELECT run_id, 3, metric, value FROM epochs WHERE epoch = 2 AND ${WIDE_2}`,
      ["wide 2 epochs: must be 2 as in the series, got 3"],
    ],
    [
      "whose variant is another one now",
      "UPDATE variants SET definition = replace(definition, '0.1', '0.2') WHERE name = 'wide'",
      [1, 2].flatMap((seed) => [
        expect.stringMatching(new RegExp(`^wide ${seed} definition: must have the checksum`)),
        expect.stringMatching(new RegExp(`^wide ${seed} spec: must have the checksum`)),
      ]),
    ],
    [
      "whose seed is another one now",
      "UPDATE runs SET seed = 9 WHERE id = 1",
      [expect.stringMatching(/^plain 9 spec: must have the checksum/)],
    ],
  ];
  test.each(DAMAGES)("%s", (_, sql, expected) => {
    const store = recorded();
    store.database.exec(sql);
    expect(damagesOf(store)).toEqual(expected);
  });
});

test("runs of an older config are checked too", () => {
  const store = recorded();
  recordPlan(store, samplePlan({ variants: { wide: 2 } }), minute(5));
  const runs = checkRecord(store, findSweep(store));
  expect(runs.map(({ variant, isCurrent }) => [variant, isCurrent])).toEqual([
    ...[
      ["wide", true],
      ["wide", true],
      ["plain", false],
      ["plain", false],
    ],
  ]);
});

test("imported runs have series and checksums, and no environment", () => {
  const store = temporaryStore();
  const series = new Map([["loss", Float64Array.of(1, 0.5)]]);
  const runs = [{ variant: "far", seed: 1, series, divergence: null }];
  recordImport(store, { sweep: "far", configText: "name: far\n", runs }, minute(0));
  const [imported] = checkRecord(store, findSweep(store));
  expect(imported).toMatchObject({ engine: "external", environment: null, damages: [] });
});
