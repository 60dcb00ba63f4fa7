// Runs to export, for the tests of this folder.

import fc from "fast-check";
import type { ExportedRun } from "../../src/external/exported-run.ts";

/** A run as it is recorded: a value that is no finite number makes it a diverged one. */
export function exportedRun(
  variant: string,
  seed: number,
  series: Readonly<Record<string, readonly number[]>>,
): ExportedRun {
  const isDone = Object.values(series).every((values) => values.every(Number.isFinite));
  return {
    ...{ variant, seed, engine: "compiled/2-4", state: isDone ? "done" : "diverged" },
    series: Object.fromEntries(
      Object.entries(series).map(([metric, values]) => [metric, Float64Array.from(values)]),
    ),
  };
}

/** Every float64 there is, those at the edges often. */
const value = fc.oneof(
  fc.double(),
  fc.constantFrom(0, -0, 5e-324, -2.2250738585072e-308, Number.MAX_VALUE, 0.1 + 0.2, 1e21, -1e-7),
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
);
/** Visible characters, those that tables and formulas are made of often. */
const name = fc
  .string({ unit: fc.constantFrom(..."=+-@'\",; |_aZ9.éü漢"), minLength: 1, maxLength: 8 })
  .filter((text) => text.trim() === text);
const metric = fc.oneof(name, fc.constantFrom("constructor", "toString"));

/** Runs with metrics of their own, each as long as it likes. */
export const someExportedRuns: fc.Arbitrary<ExportedRun[]> = fc
  .uniqueArray(
    fc.tuple(
      name,
      fc.oneof(fc.nat({ max: 3 }), fc.maxSafeNat()),
      fc.dictionary(metric, fc.array(value, { minLength: 1, maxLength: 5 }), {
        ...{ minKeys: 1, maxKeys: 3, noNullPrototype: true },
      }),
    ),
    { minLength: 1, maxLength: 6, selector: ([variant, seed]) => `${seed} ${variant}` },
  )
  .map((runs) => runs.map((run) => exportedRun(...run)))
  // A file names a variant's runs together.
  .map((runs) => {
    const variants = [...new Set(runs.map(({ variant }) => variant))];
    return variants.flatMap((variant) => runs.filter((run) => run.variant === variant));
  });
