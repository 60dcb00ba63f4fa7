import { describe, expect, test } from "vitest";
import { KINDS } from "./kinds.ts";
import { expectRefusal, tryFiles } from "./try-files.ts";

// The short version of test/campaign/bad-files.test.ts.
const FILE_COUNT = 250;

describe.each(KINDS)("$name", (kind) => {
  test(`${FILE_COUNT} bad files are told by place, and nothing is recorded`, async () => {
    const { refusedCount, refused, rightCount } = await tryFiles(kind, FILE_COUNT);
    // Both ways were gone.
    expect(refusedCount).toBeGreaterThan(FILE_COUNT / 4);
    expect(rightCount).toBeLessThan(FILE_COUNT / 2);
    for (const file of refused.slice(0, 2)) expectRefusal(file);
  });
});
