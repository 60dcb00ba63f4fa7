import { describe, expect, test } from "vitest";
import { SweepError } from "../../src/base/error.ts";
import { readSafetensors } from "../../src/weights/safetensors.ts";

/** A file with a header as it is written, and zeros. */
function file(header: unknown, byteCount: number): Buffer {
  const text = typeof header === "string" ? header : JSON.stringify(header);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(Buffer.byteLength(text)));
  return Buffer.concat([length, Buffer.from(text), Buffer.alloc(byteCount)]);
}

const tensor = (dtype: string, shape: readonly unknown[], from: number, to: number) => ({
  ...{ dtype, shape, data_offsets: [from, to] },
});

describe("safetensors", () => {
  test("are read in float64, float32 and float16, whatever the order of their names", () => {
    const numbers = Buffer.alloc(8 + 4 + 2);
    numbers.writeDoubleLE(0.1, 0);
    numbers.writeFloatLE(-2.5, 8);
    numbers.writeUInt16LE(0xc001, 12);
    const header = file(
      {
        c: tensor("F16", [1], 12, 14),
        a: tensor("F64", [1], 0, 8),
        __metadata__: { format: "pt" },
        b: tensor("F32", [], 8, 12),
      },
      0,
    );
    const { weights, converted } = readSafetensors(Buffer.concat([header, numbers]), "w");
    expect(Object.fromEntries(weights.map(({ name, values }) => [name, [...values]]))).toEqual({
      ...{ a: [Math.fround(0.1)], b: [-2.5], c: [-(2 + 2 ** -9)] },
    });
    expect(weights.map(({ shape }) => shape)).toEqual([[1], [1], []]);
    expect(new Set(converted)).toEqual(new Set(["float16", "float64"]));
  });

  test("read the halves that are no ordinary numbers", () => {
    const bits = [0x0001, 0x8000, 0x03ff, 0x7bff, 0x7c00, 0xfc00, 0x7e00];
    const bytes = Buffer.alloc(2 * bits.length);
    for (const [index, each] of bits.entries()) bytes.writeUInt16LE(each, 2 * index);
    const header = file({ a: tensor("F16", [bits.length], 0, bytes.length) }, 0);
    const [weight] = readSafetensors(Buffer.concat([header, bytes]), "w").weights;
    expect([...weight!.values]).toEqual([
      ...[2 ** -24, -0, 1023 * 2 ** -24, 65504],
      ...[Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN],
    ]);
  });

  const overlong = Buffer.alloc(8);
  overlong.writeBigUInt64LE(2n ** 63n);
  test.each<[string, Buffer, string]>([
    ["nothing", Buffer.alloc(0), "must begin with 8 bytes, got 0"],
    ["a header beyond the file", overlong, "the header must lie within the file, got 92233"],
    ["no JSON", file("{", 0), "the header must be JSON, got other text"],
    ["a list", file([], 0), "the header must be a JSON object, got another value"],
    [
      "whole numbers",
      file({ a: tensor("I64", [1], 0, 8) }, 8),
      'a: must be F64, F32 or F16, got "I64"',
    ],
    ["no type", file({ a: null }, 0), "a: must be F64, F32 or F16, got nothing"],
    ["a negative side", file({ a: tensor("F32", [-1], 0, 4) }, 4), "a: must have a shape of whole"],
    ["no places", file({ a: { dtype: "F32", shape: [1] } }, 4), "a: must have two data_offsets"],
    [
      "too few bytes",
      file({ a: tensor("F32", [2], 0, 4) }, 4),
      "a: must take 8 bytes for its shape",
    ],
    ["an end before its start", file({ a: tensor("F32", [1], 4, 0) }, 4), "a: must take 4 bytes"],
    [
      "two that overlap",
      file({ a: tensor("F32", [2], 0, 8), b: tensor("F32", [1], 4, 8) }, 8),
      "b: must begin where the one before ends (8), got 4",
    ],
    [
      "a hole",
      file({ a: tensor("F32", [1], 0, 4), b: tensor("F32", [1], 8, 12) }, 12),
      "b: must begin where the one before ends (4), got 8",
    ],
    [
      "more bytes",
      file({ a: tensor("F32", [1], 0, 4) }, 5),
      "the numbers must fill the file, got 4 of 5 bytes",
    ],
    [
      "numbers beyond the file",
      file({ a: tensor("F32", [2 ** 40], 0, 2 ** 42) }, 4),
      "the numbers must fill the file",
    ],
    [
      "a size beyond numbers",
      file({ a: tensor("F32", [2 ** 52, 2 ** 52], 0, 4) }, 4),
      "a: must take",
    ],
  ])("are refused with %s", (_, bytes, told) => {
    expect(() => readSafetensors(bytes, "w.safetensors")).toThrow(SweepError);
    expect(() => readSafetensors(bytes, "w.safetensors")).toThrow(`w.safetensors: ${told}`);
  });
});
