import { expect, test } from "vitest";
import { SweepError } from "../../src/base/error.ts";
import { inLibraryWords } from "../../src/library/library-words.ts";

function thrown(message: string, hint?: string): Promise<SweepError> {
  const fail = () => {
    throw new SweepError("USAGE", message, hint);
  };
  return inLibraryWords(fail).catch((error: SweepError) => error);
}

test("flags become options, also in hints, and commands stay", async () => {
  const hint = "`sweep audit a.yaml --seeds 1..2` shows all; --no-audit trains all the same";
  const error = await thrown("--until-decided: needs two variants, got 1", hint);
  expect(error).toMatchObject({
    code: "USAGE",
    message: "untilDecided: needs two variants, got 1",
    hint: "`sweep audit a.yaml --seeds 1..2` shows all; audit: false trains all the same",
  });
  expect(error.cause).toBeInstanceOf(SweepError);
});

test("an error without a hint gets none, and text without flags stays", async () => {
  const error = await thrown("a--b.yaml:1:2: x: must be -1, got --");
  expect([error.message, error.hint]).toEqual(["a--b.yaml:1:2: x: must be -1, got --", undefined]);
});

test("what is no SweepError goes through as it is", async () => {
  const bug = new RangeError("--seeds");
  await expect(
    inLibraryWords(() => {
      throw bug;
    }),
  ).rejects.toBe(bug);
});
