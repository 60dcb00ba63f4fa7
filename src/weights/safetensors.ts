import { quoteJson } from "../base/quote-json.ts";
import { brokenWeights } from "./broken-weights.ts";
import { float32Of } from "./float32-of.ts";
import type { FiledWeight, WeightsFile } from "./weights-file.ts";

/** The header's length stands in the first eight bytes, little-endian. */
const LENGTH_BYTES = 8;
/** As much as the reference reader takes. */
const HEADER_BYTES_MAX = 100_000_000;

/** How safetensors calls what we read. */
const DTYPES: Readonly<Record<string, { readonly name: string; readonly bytes: number }>> = {
  F64: { name: "float64", bytes: 8 },
  F32: { name: "float32", bytes: 4 },
  F16: { name: "float16", bytes: 2 },
};

/**
 * Reads safetensors: a JSON header of names, types, shapes and places, then the numbers.
 *
 * @see https://github.com/huggingface/safetensors
 * @param file its name, for messages
 * @throws SweepError CONFIG_INVALID where it breaks a rule
 */
export function readSafetensors(bytes: Buffer, file: string): WeightsFile {
  const fail: Fail = (problem) => {
    throw brokenWeights(file, problem);
  };
  if (bytes.length < LENGTH_BYTES) fail(`must begin with 8 bytes, got ${bytes.length}`);
  const length = bytes.readBigUInt64LE(0);
  const left = bytes.length - LENGTH_BYTES;
  if (length > left) fail(`the header must lie within the file, got ${length} of ${left} bytes`);
  if (length > HEADER_BYTES_MAX) fail(`the header must be at most 100 MB, got ${length} bytes`);
  const start = LENGTH_BYTES + Number(length);
  const data = bytes.subarray(start);
  const header = parsed(bytes.subarray(LENGTH_BYTES, start).toString("utf8"), fail);
  const entries = Object.entries(header).filter(([name]) => name !== "__metadata__");
  const placed = entries.map(([name, entry]) => ({ name, ...placeOf(name, entry, fail) }));
  let end = 0;
  for (const { name, from, to } of [...placed].sort((a, b) => a.from - b.from || a.to - b.to)) {
    if (from !== end) fail(`${name}: must begin where the one before ends (${end}), got ${from}`);
    end = to;
  }
  if (end !== data.length)
    fail(`the numbers must fill the file, got ${end} of ${data.length} bytes`);
  const weights = placed.map(({ name, shape, dtype, from, to }): FiledWeight => {
    return { name, shape, values: float32Of(data.subarray(from, to), dtype) };
  });
  const converted = [...new Set(placed.map(({ dtype }) => dtype))].filter((d) => d !== "float32");
  return { kind: "named", weights, converted };
}

type Fail = (problem: string) => never;

function parsed(text: string, fail: Fail): Readonly<Record<string, unknown>> {
  try {
    const header: unknown = JSON.parse(text);
    if (typeof header === "object" && header !== null && !Array.isArray(header)) {
      return header as Record<string, unknown>;
    }
  } catch {
    return fail("the header must be JSON, got other text");
  }
  return fail("the header must be a JSON object, got another value");
}

function placeOf(name: string, entry: unknown, fail: Fail) {
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Record<string, unknown>;
  const type =
    typeof dtype === "string" && Object.hasOwn(DTYPES, dtype) ? DTYPES[dtype] : undefined;
  if (!type) return fail(`${name}: must be F64, F32 or F16, got ${quoteJson(dtype)}`);
  if (!isSizes(shape)) return fail(`${name}: must have a shape of whole numbers`);
  if (!isSizes(offsets) || offsets.length !== 2) return fail(`${name}: must have two data_offsets`);
  const [from, to] = offsets as [number, number];
  const size = shape.reduce((product, side) => product * side, type.bytes);
  if (to - from !== size) {
    return fail(`${name}: must take ${size} bytes for its shape, got ${to - from}`);
  }
  return { shape, dtype: type.name as "float64" | "float32" | "float16", from, to };
}

function isSizes(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((side) => Number.isSafeInteger(side) && side >= 0);
}
