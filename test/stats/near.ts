import { expect } from "vitest";

/** How far a number may be from its reference: by a share of it, or in the number's own unit. */
export interface Tolerance {
  readonly relative: number;
  readonly absolute: number;
}

/** What procedures are held to. */
export const PROCEDURE: Tolerance = { relative: 1e-9, absolute: 1e-12 };

/** What distributions are held to. */
export const DISTRIBUTION: Tolerance = { relative: 1e-12, absolute: 1e-14 };

/** Numbers, lists and records of them must be near; all else, null too, must be the same. */
export function expectNear(
  got: unknown,
  expected: unknown,
  tolerance = PROCEDURE,
  where = "value",
): void {
  if (typeof got === "number" && typeof expected === "number") {
    const slack = Math.max(tolerance.absolute, tolerance.relative * Math.abs(expected));
    // Infinities are near themselves alone, and their difference is no number.
    const isNear = got === expected || Math.abs(got - expected) <= slack;
    expect(isNear, `${where}: ${got} is not ${expected}`).toBe(true);
  } else if (isRecord(got) && isRecord(expected)) {
    expect(Object.keys(got).sort(), where).toEqual(Object.keys(expected).sort());
    for (const [key, value] of Object.entries(expected)) {
      expectNear(got[key], value, tolerance, `${where}.${key}`);
    }
  } else {
    expect(got, where).toEqual(expected);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
