import { expect, test } from "vitest";
import { philoxCheck } from "../../../src/diagnose/doctor/philox-check.ts";
import { drawWords } from "../../../src/random/philox.ts";

test("our Philox gives its authors' words", () => {
  expect(philoxCheck()).toMatchObject({ state: "passed", faults: [] });
});

test("a Philox of other words is at fault, vector by vector", () => {
  const { state, faults } = philoxCheck((draw, out) => {
    drawWords(draw, out);
    out[3]! ^= 1;
  });
  expect(state).toBe("fault");
  expect(faults).toHaveLength(3);
  expect(faults[0]).toBe(
    "key 00000000 00000000: must give 6627e8d5 e169c58d bc57ac4c 9b00dbd8, " +
      "got 6627e8d5 e169c58d bc57ac4c 9b00dbd9",
  );
});
