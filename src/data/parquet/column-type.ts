import type { SchemaElement } from "hyparquet";
import { countOf } from "../../base/count-of.ts";
import type { ParquetColumn } from "./open-parquet.ts";

/** How a column's values become numbers or texts. */
export type ColumnType =
  /** numbers as they are, 64-bit ones among them; flags are 0 and 1 */
  | { readonly kind: "number" }
  /** whole numbers, or their bytes, to be divided by 10^scale */
  | { readonly kind: "decimal"; readonly scale: number }
  | { readonly kind: "text" }
  | { readonly kind: "other"; readonly what: string };

/** 10^22 is the last power of ten that a float64 holds. */
const SCALE_MAX = 22;

/** What a column is, by its place in the schema. */
export function columnType({ element, isNested }: ParquetColumn): ColumnType {
  const { type, converted_type: converted, logical_type: logical } = element;
  if (isNested) return other(converted === "LIST" || converted === "MAP" ? converted : "struct");
  if (element.repetition_type === "REPEATED") return other("list");
  if (logical?.type === "FLOAT16") return { kind: "number" };
  if (converted === "DECIMAL" || logical?.type === "DECIMAL") return decimal(element);
  const named = NAMED.find((name) => name === logical?.type) ?? converted;
  if (named === "UTF8" || named === "ENUM" || logical?.type === "STRING") {
    return type === "BYTE_ARRAY" ? { kind: "text" } : other("text");
  }
  const isWhole = named === undefined || /^U?INT_/.test(named);
  switch (type) {
    case "BOOLEAN":
    case "FLOAT":
    case "DOUBLE":
      return named === undefined ? { kind: "number" } : other(named);
    case "INT32":
    case "INT64":
      return isWhole ? { kind: "number" } : other(named);
    case "INT96":
      return other("timestamp");
    default:
      return other(named ?? "bytes");
  }
}

/** Logical types that are neither numbers nor texts. */
const NAMED = ["DATE", "TIME", "TIMESTAMP", "INTERVAL", "JSON", "BSON", "UUID", "NULL", "VARIANT"];

function other(what: string): ColumnType {
  return { kind: "other", what: what.toLowerCase().replaceAll("_", " ") };
}

function decimal({ scale = 0 }: SchemaElement): ColumnType {
  if (Number.isInteger(scale) && scale >= 0 && scale <= SCALE_MAX)
    return { kind: "decimal", scale };
  return other(`decimal of ${countOf(Number(scale), "digit")} after the point`);
}

/**
 * A column's value as a number or text; a number that no float64 is, is undefined.
 *
 * @param value as the library gives it: of decimals what is stored
 */
export function cellOf(type: ColumnType, value: unknown): number | string | undefined {
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return Number(value);
  if (type.kind === "decimal") return decimalValue(value, type.scale);
  if (typeof value === "number") return value;
  return typeof value === "bigint" ? exactly(value) : undefined;
}

function exactly(value: bigint): number | undefined {
  const number = Number(value);
  return BigInt(number) === value ? number : undefined;
}

/** The nearest float64, where no more digits are given than one tells apart. */
function decimalValue(stored: unknown, scale: number): number | undefined {
  let unscaled = unscaledOf(stored);
  let left = scale;
  for (; left > 0 && unscaled % 10n === 0n; left--) unscaled /= 10n;
  const isExact = unscaled >= -MAX_EXACT && unscaled <= MAX_EXACT;
  // Both are exact, so their quotient is rounded once.
  return isExact ? Number(unscaled) / 10 ** left : undefined;
}

function unscaledOf(stored: unknown): bigint {
  return stored instanceof Uint8Array ? signed(stored) : BigInt(stored as number | bigint);
}

/** A number of a column in digits, all of them. @param value as for `cellOf` */
export function digitsOf(type: ColumnType, value: unknown): string {
  if (type.kind !== "decimal") return String(value);
  const unscaled = unscaledOf(value);
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(type.scale + 1, "0");
  const sign = unscaled < 0n ? "-" : "";
  const point = digits.length - type.scale;
  const fraction = type.scale === 0 ? "" : `.${digits.slice(point)}`;
  return `${sign}${digits.slice(0, point)}${fraction}`;
}

const MAX_EXACT = BigInt(Number.MAX_SAFE_INTEGER);

/** Two's complement, the highest byte first. */
function signed(bytes: Uint8Array): bigint {
  if (bytes.length === 0) return 0n;
  const hex = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("hex");
  return BigInt.asIntN(8 * bytes.length, BigInt(`0x${hex}`));
}
