import fc from "fast-check";
import { deserializeTCompactProtocol } from "hyparquet/src/thrift.js";
import { describe, expect, test } from "vitest";
import { checkRuns } from "../../../src/data/parquet/check-runs.ts";
import { thriftEnd } from "../../../src/data/parquet/check-thrift.ts";
import { BrokenParquet } from "../../../src/data/parquet/parquet-error.ts";

const bytes = (...values: number[]) => Uint8Array.from(values);

describe("a structure that does not come to its end is refused by its byte:", () => {
  test.each<[string, Uint8Array, string]>([
    ["no end", bytes(0x15, 2), "byte 2, x: must go on, got the end after 0 bytes"],
    [
      "a number without end",
      bytes(0x15, ...Array(20).fill(0x80)),
      "byte 11, x: a number must end, got more than 10 bytes",
    ],
    [
      "a list of two thousand million in six bytes",
      bytes(0x19, 0xf5, 0xff, 0xff, 0xff, 0xff, 0x07),
      "byte 7, x: must fit into what is left, got 2147483647 items in 0 bytes",
    ],
    ["a text beyond the end", bytes(0x18, 9, 1), "must fit into what is left, got 9 items in 1"],
    ["structures in each other", bytes(...Array(40).fill(0x1c)), "must nest at most 24 deep"],
    ["lists in each other", bytes(...Array(40).fill(0x19)), "must nest at most 24 deep"],
    ["a type of no use", bytes(0x1b, 0), "must be a type that Parquet uses, got Thrift's type 11"],
  ])("%s", (_, structure, message) => {
    expect(() => thriftEnd(structure, 0, "x")).toThrow(message);
    expect(() => thriftEnd(structure, 0, "x")).toThrow(BrokenParquet);
  });
});

test("what is let through ends for the library where it ends for the walk", () => {
  const byte = fc.oneof(fc.constantFrom(0, 0x15, 0x18, 0x19, 0x1c, 0x2c, 0x25, 1, 2), fc.nat(255));
  let endedCount = 0;
  fc.assert(
    fc.property(fc.array(byte, { maxLength: 40 }), (list) => {
      const structure = Uint8Array.from(list);
      const end = endOf(structure);
      if (end === undefined) return;
      endedCount++;
      const reader = { view: new DataView(structure.buffer), offset: 0 };
      deserializeTCompactProtocol(reader);
      expect(reader.offset).toBe(end);
    }),
    { numRuns: 3000 },
  );
  expect(endedCount).toBeGreaterThan(300);
});

function endOf(structure: Uint8Array): number | undefined {
  try {
    return thriftEnd(structure, 0, "x");
  } catch (error) {
    if (error instanceof BrokenParquet) return undefined;
    throw error;
  }
}

describe("a page that counts out more than it has is refused:", () => {
  const values = { encoding: "RLE_DICTIONARY", isFlag: false, valueCount: 10, levels: undefined };
  const levels = { encoding: "PLAIN", isFlag: false, valueCount: 10, levels: "sized" as const };
  test.each<[string, Uint8Array, Parameters<typeof checkRuns>[1], string]>([
    [
      "a run of a thousand million",
      bytes(3, 0x80, 0x80, 0x80, 0x80, 0x08, 1),
      values,
      "a run must be at most the 10 values left, got 1073741824",
    ],
    [
      "a run in the levels",
      bytes(3, 0, 0, 0, 0xc8, 0x01, 1),
      levels,
      "a run must be at most the 10 values left, got 100",
    ],
    ["levels beyond the end", bytes(200, 0, 0, 0, 2), levels, "must end within the page's 5 bytes"],
    ["no room for levels", bytes(1, 0), levels, "a size must be 4 bytes, got the end"],
    ["packed groups beyond the end", bytes(1, 0xff, 0xff, 3), values, "a run must be at most"],
    ["wide numbers", bytes(60, 2, 1), values, "must pack at most 32 bits, got 60"],
    ["a number cut off", bytes(3, 0x80), values, "a number must go on, got the end"],
    [
      "blocks in no parts",
      bytes(0x80, 1, 0, 10, 0),
      { ...values, encoding: "DELTA_BINARY_PACKED" },
      "blocks must be of 1 to 65536 numbers, got 128 in 0 parts",
    ],
  ])("%s", (_, page, layout, message) => {
    expect(() => checkRuns(page, layout, "here")).toThrow(`here: `);
    expect(() => checkRuns(page, layout, "here")).toThrow(message);
  });

  test("texts that begin with more than the one before them, or come to too much", () => {
    // Delta-packed in one block each: four parts of 32, the first value, then all deltas alike.
    const list = (first: number, delta: number) => [
      0x80,
      1,
      4,
      9,
      first * 2,
      delta * 2,
      0,
      0,
      0,
      0,
    ];
    const check = (...page: number[]) => {
      const layout = { ...values, encoding: "DELTA_BYTE_ARRAY", valueCount: 9 };
      return () => checkRuns(bytes(...page), layout, "here");
    };
    expect(check(...list(0, 0), ...list(3, 0))).not.toThrow();
    expect(check(...list(5, 0), ...list(3, 0))).toThrow(
      "a text must begin with 0 to 0 bytes of the one before it, got 5, and 3 of its own",
    );
    // 2^27 as a zigzag number in groups of seven bits.
    const long = [0x80, 1, 4, 9, 0x80, 0x80, 0x80, 0x80, 1, 0, 0, 0, 0, 0];
    expect(check(...list(0, 0), ...long)).toThrow(
      "texts must come to at most 268435456 bytes, got more",
    );
  });

  test("one that has them is not", () => {
    expect(() => checkRuns(bytes(3, 20, 1), values, "here")).not.toThrow();
    expect(() => checkRuns(bytes(2, 0, 0, 0, 20, 1), levels, "here")).not.toThrow();
    expect(() => checkRuns(bytes(1, 5, 0xff, 0xff), values, "here")).not.toThrow();
  });
});
