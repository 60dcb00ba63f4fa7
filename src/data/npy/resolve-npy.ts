import { countOf } from "../../base/count-of.ts";
import { checkSplit } from "../check-split.ts";
import type { DataFile } from "../data-file.ts";
import type { DataProblem } from "../data-problem.ts";
import type { ArraySource, ArraySpec } from "../dataset.ts";
import { RowMistakes, throwIfTold } from "../row-mistakes.ts";
import type { ArrayOptions } from "./array-options.ts";
import { indexOf, type NpyArray } from "./npy-array.ts";

/** Arrays as the spec of rows. */
export interface ResolvedArrays {
  readonly spec: ArraySpec;
  /** how they are read, one sentence each */
  readonly notes: readonly string[];
  readonly warnings: readonly string[];
  readonly problems?: undefined;
}

/** An array and where it is from. */
export interface FoundArray {
  readonly array: NpyArray;
  readonly source: ArraySource;
}

/** Where an array is from, as a spec says it. @param name of an archive's array */
export function sourceOf({ sha256 }: DataFile, name?: string): ArraySource {
  return { sha256, ...(name !== undefined && { name }) };
}

/** Whole numbers up to here are themselves in a float32. */
const CLASS_INDEX_MAX = 2 ** 24 - 1;

/**
 * What the rows of two arrays are.
 *
 * @returns or the rules that the config breaks, as the arrays show
 * @throws SweepError CONFIG_INVALID naming every number that is none, with its index
 */
export function resolveArrays(
  { inputs, targets }: { readonly inputs: FoundArray; readonly targets: FoundArray },
  { shuffle, validation, standardize }: ArrayOptions,
): ResolvedArrays | { readonly problems: readonly DataProblem[] } {
  const rows = inputs.array.shape[0]!;
  const [got] = targets.array.shape as [number];
  if (got !== rows) {
    const rule = `must have as many rows as ${inputs.array.name} (${rows})`;
    return { problems: [{ key: ["targets"], rule, got: countOf(got, "row") }] };
  }
  const problems = checkSplit({ rows, validation }, inputs.array.name);
  if (problems.length > 0) return { problems };
  const told = [scan(inputs.array), scan(targets.array)] as const;
  throwIfTold(told.flatMap(({ mistakes }) => mistakes));
  const [inputShape, targetShape] = [inputs, targets].map(({ array }) => rowShape(array));
  const { areWhole, highest } = told[1];
  const areClasses = areWhole && highest <= CLASS_INDEX_MAX && sizeOf(targetShape!) === 1;
  const spec: ArraySpec = {
    ...{ source: "npy", inputs: inputs.source, targets: targets.source, rows },
    ...{ inputShape: inputShape!, targetShape: targetShape! },
    ...(areClasses && { classes: highest + 1 }),
    ...(shuffle !== undefined && { shuffle }),
    ...{ validation, standardize },
  };
  return { spec, notes: [inShort(spec, inputs.array, targets.array)], warnings: [] };
}

/** Of one row; a number alone is a list of one. */
function rowShape({ shape }: NpyArray): readonly number[] {
  return shape.length === 1 ? [1] : shape.slice(1);
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** Looks through an array's numbers. */
function scan(array: NpyArray) {
  const { shape, type, view, rowStride, offsets } = array;
  const mistakes = new RowMistakes();
  let [areWhole, highest] = [true, 0];
  for (let row = 0; row < shape[0]!; row++) {
    for (let place = 0; place < offsets.length; place++) {
      const value = type.read(view, row * rowStride + offsets[place]!);
      if (value === undefined || !Number.isFinite(Math.fround(value))) {
        if (mistakes.isFull) {
          mistakes.addUnshown(1);
          continue;
        }
        const rule = value === undefined ? EXACT : Number.isFinite(value) ? FLOAT32 : FINITE;
        const index = indexOf(array, row, place);
        const message = `index ${index}: ${rule}, got ${value ?? "a larger one"}`;
        mistakes.add({ line: row + 1, cell: place, message });
        continue;
      }
      areWhole &&= Number.isInteger(value) && value >= 0;
      if (value > highest) highest = value;
    }
  }
  return { mistakes: mistakes.told(array.name), areWhole, highest };
}

const EXACT = "must be a number that a float64 holds exactly";
const FLOAT32 = "must be a number that a float32 holds, up to 3.4e38";
const FINITE = "must be a finite number";

/** For example `x.npy: 1000 rows of [28, 28] <f4; targets y.npy, [1] |u1, 10 classes`. */
function inShort(spec: ArraySpec, inputs: NpyArray, targets: NpyArray): string {
  const [x, y] = [spec.inputShape, spec.targetShape].map((shape) => `[${shape.join(", ")}]`);
  const standardized = spec.standardize ? " (standardized)" : "";
  const classes = spec.classes === undefined ? "" : `, ${spec.classes} classes`;
  const from = `${inputs.name}: ${countOf(spec.rows, "row")} of ${x} ${inputs.type.descr}`;
  return `${from}${standardized}; targets ${targets.name}, ${y} ${targets.type.descr}${classes}`;
}
