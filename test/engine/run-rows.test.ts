import { expect, test } from "vitest";
import { buildDataset } from "../../src/data/build-dataset.ts";
import type { IrisSpec } from "../../src/data/dataset.ts";
import { rowKeeper, rowsOfRun } from "../../src/engine/run-rows.ts";

const MOVED = { rule: "named", streams: ["split"] } as const;
const HELD = { rule: "named", streams: ["init"] } as const;

const spec = (validation: IrisSpec["validation"]): IrisSpec => ({ source: "iris", validation });

test.each([
  [spec({ random: 0.2 }), MOVED, [1, 1, 2, 1]],
  [spec({ folds: 5 }), MOVED, [1, 6, 2, 2]],
  [spec({ folds: 5, fold: 2 }), MOVED, [1, 2, 3]],
  [spec({ random: 0.2 }), HELD, [1, 2, 3]],
])("kept rows are those of the run: %j", async (data, seeding, seeds) => {
  const dataset = await buildDataset(data, {});
  const keep = rowKeeper();
  for (const seed of seeds) {
    const run = { data, seeding, seed };
    expect(keep(run, dataset)).toEqual(rowsOfRun(run, dataset));
  }
});

test("rows are arranged anew only where they are others", async () => {
  const data = spec({ random: 0.2 });
  const [dataset, other] = [
    await buildDataset(data, {}),
    await buildDataset({ ...data, shuffle: 1 }, {}),
  ];
  const keep = rowKeeper();
  const first = keep({ data, seeding: MOVED, seed: 1 }, dataset);
  expect(keep({ data, seeding: MOVED, seed: 1 }, dataset)).toBe(first);
  expect(keep({ data, seeding: MOVED, seed: 2 }, dataset)).not.toBe(first);
  const held = keep({ data, seeding: HELD, seed: 1 }, dataset);
  expect(keep({ data, seeding: HELD, seed: 2 }, dataset)).toBe(held);
  expect(keep({ data, seeding: HELD, seed: 2 }, other)).not.toBe(held);
});

test("rows that no run draws are the host's own", async () => {
  const data = spec(0.2);
  const dataset = await buildDataset(data, {});
  expect(rowKeeper()({ data, seeding: MOVED, seed: 1 }, dataset)).toBe(dataset);
});
