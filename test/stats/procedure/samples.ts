import fc from "fast-check";

/** Two to 25 values with decimals and ties. */
export const sample = fc.array(
  fc.integer({ min: -500, max: 500 }).map((value) => value / 100),
  { minLength: 2, maxLength: 25 },
);
