import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { namedDraw, namedKey, type StreamName, stepDraw } from "../../src/random/streams.ts";

const seed = fc.maxSafeNat();
const stream = fc.constantFrom<StreamName>("init", "dropout", "noise", "order");

describe("namedKey", () => {
  test("is the first 8 bytes of the SHA-256 of the zero-separated names", () => {
    fc.assert(
      fc.property(seed, stream, fc.string(), (seed, stream, site) => {
        const hash = createHash("sha256")
          .update(`seed-sweep\0${seed}\0${stream}\0${site}`)
          .digest();
        expect(Buffer.from(new Uint32Array(namedKey(seed, stream, site)).buffer)).toEqual(
          hash.subarray(0, 8),
        );
      }),
    );
  });

  test("differs where the seed, the stream or the site differs", () => {
    const place = fc.tuple(seed, stream, fc.string());
    fc.assert(
      fc.property(place, place, (a, b) => {
        fc.pre(a.join("\0") !== b.join("\0"));
        expect(namedKey(...a)).not.toEqual(namedKey(...b));
      }),
    );
  });

  test.each([-1, 0.5, 2 ** 53])("refuses the seed %d", (seed) => {
    expect(() => namedKey(seed, "init", "dense1")).toThrow(RangeError);
  });
});

describe("stepDraw", () => {
  test("puts the step into the upper half of the counter, so that no two steps overlap", () => {
    expect(stepDraw([1, 2], 0)).toEqual({ key: [1, 2], counter: [0, 0, 0, 0] });
    expect(stepDraw([1, 2], 7)).toEqual({ key: [1, 2], counter: [0, 0, 7, 0] });
    expect(stepDraw([1, 2], 5 * 2 ** 32 + 3).counter).toEqual([0, 0, 3, 5]);
  });

  test.each([-1, 0.5, 2 ** 53])("refuses the step %d", (step) => {
    expect(() => stepDraw([1, 2], step)).toThrow(RangeError);
  });
});

test("namedDraw is stepDraw of namedKey, and this key for ever", () => {
  expect(namedDraw(1, "dropout", "drop1", 9)).toEqual(stepDraw(namedKey(1, "dropout", "drop1"), 9));
  expect(namedKey(1, "dropout", "drop1")).toEqual([4031518460, 3476145402]);
});
