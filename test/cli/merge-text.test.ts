import { expect, test } from "vitest";
import { renderMergeText } from "../../src/cli/merge-text.ts";
import type { MergeOutcome } from "../../src/store/merge/merge-source.ts";

const NONE = { added: 0, taken: 0, equal: 0, kept: 0, different: 0, open: 0 };
const finding = (seed: number) => ({
  ...{ sweep: "smoke", variant: "wide", seed },
  differs: ["series: loss of epoch 3 is 0.51 here, 0.52 there", "data: none here, 33 there"],
});
const outcome = (parts: Partial<MergeOutcome>): MergeOutcome => ({
  ...{ file: "b.db", runs: NONE, sweeps: [], lateClaims: [], findings: [], ...parts },
});

test("all that came and did not come is told in lines of 80 columns", async () => {
  const sweep = {
    ...{ name: "smoke", isNew: false, configDiffers: true, unplacedRunCount: 2 },
    leftClaims: { claims: 1, looks: 12 },
  };
  const merge = outcome({
    runs: { added: 40, taken: 3, equal: 20, kept: 1, different: 1, open: 5 },
    sweeps: [sweep, { ...sweep, name: "new", isNew: true, configDiffers: false }],
    lateClaims: [{ sweep: "smoke", endedRunCount: 7 }],
    findings: [finding(3)],
  });
  const text = renderMergeText([merge, outcome({ file: "empty.db" })], "all.db", 80);
  await expect(text).toMatchFileSnapshot("../golden/files/merge.txt");
  expect(Math.max(...text.split("\n").map(({ length }) => length))).toBeLessThanOrEqual(80);
});

test("of many findings twenty are shown, and where the others are", () => {
  const findings = Array.from({ length: 25 }, (_, seed) => finding(seed));
  const text = renderMergeText([outcome({ findings })], "all.db", 80);
  expect(text.match(/DIFFERENT {2}sweep/g)).toHaveLength(20);
  expect(text).toContain("DIFFERENT  and 5 more, in --json\n");
});

test("names from elsewhere do not move the cursor", () => {
  const findings = [{ ...finding(1), variant: "\u001b[2Jred" }];
  expect(renderMergeText([outcome({ findings })], "all.db", 80)).not.toContain("\u001b");
});
