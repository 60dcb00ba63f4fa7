import { describe, expect, test } from "vitest";
import { KINDS } from "../bad-files/kinds.ts";
import { expectRefusal, told, tryFiles } from "../bad-files/try-files.ts";

const FILE_COUNT = Number(process.env.BAD_FILES ?? 10_000);
/** Through the program itself, of each kind. */
const PROGRAM_COUNT = 40;

describe.each(KINDS)("$name", (kind) => {
  test(`${FILE_COUNT} bad files are told by place, and nothing is recorded`, async () => {
    const tally = await tryFiles(kind, FILE_COUNT);
    console.log(told(tally));
    expect(tally.refusedCount).toBeGreaterThan(FILE_COUNT / 4);
    for (const file of tally.refused.slice(0, PROGRAM_COUNT)) expectRefusal(file);
  });
});
