import { expect, test } from "vitest";
import { activityPenalty, regularizedActivities } from "../../src/model/activity-penalty.ts";
import type { LayerSpec } from "../../src/model/model-spec.ts";

test("l1 and l2 of all elements are divided by the rows, not by the elements", () => {
  const output = Float32Array.of(1, -2, 0, 3, 0.5, -0.5);
  expect(activityPenalty({ l1: 2, l2: 0 }, output, 2)).toBe((2 * 7) / 2);
  expect(activityPenalty({ l1: 0, l2: 2 }, output, 3)).toBe((2 * 14.5) / 3);
  expect(activityPenalty({ l1: 2, l2: 2 }, output, 1)).toBe(2 * 7 + 2 * 14.5);
});

test("rows are summed by themselves before they are added up", () => {
  const large = Float32Array.of(2 ** 53, 1, 1, 1);
  expect(activityPenalty({ l1: 1, l2: 0 }, large, 2)).toBe((2 ** 53 + 2) / 2);
  expect(activityPenalty({ l1: 1, l2: 0 }, large, 1)).toBe(2 ** 53);
});

test("only dense layers that ask for it are penalized, in the order of the layers", () => {
  const dense = (name: string, more: object) => ({ kind: "dense", name, ...more }) as LayerSpec;
  const layers = [
    dense("b", { activityRegularizer: { l1: 1, l2: 0 } }),
    { kind: "flatten", name: "flat", inputs: ["b"] } as LayerSpec,
    dense("c", { kernelRegularizer: { l1: 1, l2: 0 } }),
    dense("a", { activityRegularizer: { l1: 0, l2: 1 } }),
  ];
  expect(regularizedActivities(layers)).toEqual([
    { layer: "b", regularizer: { l1: 1, l2: 0 } },
    { layer: "a", regularizer: { l1: 0, l2: 1 } },
  ]);
});
