import type { Json } from "../base/digest.ts";

/** Two numbers in the fewest digits that tell them apart, seven or more. */
export function showNumbers(a: number, b: number): [a: string, b: string] {
  for (let digits = 7; digits < 17; digits++) {
    const [x, y] = [a, b].map((value) => String(Number(value.toPrecision(digits))));
    if (x !== y || Object.is(a, b)) return [x!, y!];
  }
  return [String(a), String(b)];
}

/** A size or a difference, in three digits. */
export function showSize(value: number): string {
  return String(Number(value.toPrecision(3)));
}

/** A whole number with its thousands apart. */
export function showCount(count: number): string {
  return count.toLocaleString("en-US");
}

/** A config's value on one line; undefined is what is not there. */
export function showValue(value: Json | undefined): string {
  if (value === undefined) return "none";
  return typeof value === "string" ? value : JSON.stringify(value);
}
