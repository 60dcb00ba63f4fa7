import { sha256 } from "../../base/digest.ts";
import { kindOf } from "../../module/call-module.ts";

/** What a module made, as rows to train on, in its order. */
export interface TakenRows {
  readonly rowCount: number;
  /** of one row; at least one side */
  readonly inputShape: readonly number[];
  readonly targetShape: readonly number[];
  /** row-major */
  readonly inputs: Float32Array<SharedArrayBuffer>;
  readonly targets: Float32Array<SharedArrayBuffer>;
  /** where targets are one of 0, 1, 2 ... each: one more than the highest */
  readonly classes?: number;
  /** of the shapes, and of the inputs' bytes followed by the targets', little-endian */
  readonly sha256: string;
}

/** Rules that what a module made breaks, each a sentence that follows the function's name. */
export interface BrokenRows {
  readonly broken: readonly string[];
}

/** Whole numbers up to here are themselves in a float32. */
const CLASS_INDEX_MAX = 2 ** 24 - 1;
/** 2 GiB of inputs. */
const NUMBER_COUNT_MAX = 2 ** 29;

/** Holds what a module's function gave against every rule, and copies it into shared memory. */
export function takeRows(made: unknown): TakenRows | BrokenRows {
  if (typeof made !== "object" || made === null) {
    return { broken: [`must return {inputs, targets}, got ${kindOf(made)}`] };
  }
  const given = made as { readonly inputs?: unknown; readonly targets?: unknown };
  const [inputs, targets] = [
    takeTable("inputs", given.inputs),
    takeTable("targets", given.targets),
  ];
  if (!("values" in inputs) || !("values" in targets)) {
    return { broken: [inputs, targets].flatMap((t) => ("broken" in t ? t.broken : [])) };
  }
  const [rowCount, ...inputShape] = inputs.shape;
  const [targetCount, ...targetShape] = targets.shape;
  if (rowCount !== targetCount) {
    const got = `${rowCount} and ${targetCount}`;
    return { broken: [`must return as many rows of inputs as of targets, got ${got}`] };
  }
  const classes = classCount(targets.values, targetShape);
  const shapes = JSON.stringify([inputs.shape, targets.shape]);
  return {
    ...{ rowCount: rowCount!, inputShape, targetShape },
    ...{ inputs: inputs.values, targets: targets.values },
    ...(classes !== undefined && { classes }),
    sha256: sha256(`${shapes}\0`, inputs.values, targets.values),
  };
}

interface Table {
  /** [rowCount, ...shape of a row], two sides at least */
  readonly shape: readonly number[];
  readonly values: Float32Array<SharedArrayBuffer>;
}

type Numbers = ArrayLike<number>;

function takeTable(name: string, given: unknown): Table | BrokenRows {
  const refuse = (rule: string) => ({ broken: [`${name}: ${rule}`] });
  const flat = flatten(given);
  if (typeof flat === "string") return refuse(flat);
  const shape = flat.shape.length === 1 ? [flat.shape[0]!, 1] : flat.shape;
  if (shape.some((side) => !Number.isInteger(side) || side < 0)) {
    return refuse(`must have a shape of whole numbers, got [${shape.join(", ")}]`);
  }
  const count = shape.reduce((size, side) => size * side, 1);
  if (count !== flat.values.length) {
    const got = `[${shape.join(", ")}] and ${flat.values.length} numbers`;
    return refuse(`must have as many numbers as their shape says, got ${got}`);
  }
  if (count === 0) return refuse(`must hold rows, got shape [${shape.join(", ")}]`);
  if (count > NUMBER_COUNT_MAX) {
    return refuse(`must come to at most ${NUMBER_COUNT_MAX} numbers, got ${count}`);
  }
  const values = new Float32Array(new SharedArrayBuffer(4 * count));
  for (let i = 0; i < count; i++) values[i] = flat.values[i]!;
  const broken = unusable(flat.values, values, shape);
  return broken.length > 0
    ? { broken: broken.map((rule) => `${name}: ${rule}`) }
    : { shape, values };
}

/** Numbers one after another and their shape, or the rule that is broken. */
function flatten(given: unknown): { shape: readonly number[]; values: Numbers } | string {
  if (isNumberArray(given)) return { shape: [given.length], values: given };
  if (Array.isArray(given)) return flattenNested(given);
  const { shape, values, dataSync } = (given ?? {}) as Record<string, unknown>;
  if (Array.isArray(shape) && typeof dataSync === "function") {
    return { shape, values: dataSync.call(given) as Numbers };
  }
  if (Array.isArray(shape) && (isNumberArray(values) || Array.isArray(values))) {
    return { shape, values: values as Numbers };
  }
  return `must be arrays of numbers, {values, shape} or a tensor, got ${kindOf(given)}`;
}

function isNumberArray(value: unknown): value is Numbers & object {
  if (!ArrayBuffer.isView(value) || value instanceof DataView) return false;
  return !(value instanceof BigInt64Array || value instanceof BigUint64Array);
}

function flattenNested(rows: readonly unknown[]): ReturnType<typeof flatten> {
  const shape: number[] = [];
  for (let node: unknown = rows; isList(node); node = node[0]) shape.push(node.length);
  const values: number[] = [];
  const visit = (node: unknown, place: readonly number[]): string | undefined => {
    if (place.length === shape.length) {
      values.push(node as number);
      if (typeof node === "number") return undefined;
      return `must be numbers, got ${kindOf(node)} in ${placeInWords(place)}`;
    }
    if (!isList(node) || node.length !== shape[place.length]) {
      const got = isList(node) ? `${node.length}` : kindOf(node);
      const rule = `must have ${shape[place.length]} in each row, as the first one has`;
      return `${rule}, got ${got} in ${placeInWords(place)}`;
    }
    for (let index = 0; index < node.length; index++) {
      const broken = visit(node[index], [...place, index]);
      if (broken !== undefined) return broken;
    }
    return undefined;
  };
  return visit(rows, []) ?? { shape, values };
}

function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || isNumberArray(value);
}

/** For example "row 3, [0, 1]"; rows count from 1. */
function placeInWords([row, ...rest]: readonly number[]): string {
  const within = rest.length > 0 ? `, [${rest.join(", ")}]` : "";
  return row === undefined ? "the whole" : `row ${row + 1}${within}`;
}

const SHOWN_MAX = 5;

/** What cannot be trained on: no numbers at all, or more than a float32 holds. */
function unusable(given: Numbers, values: Float32Array, shape: readonly number[]): string[] {
  const shown: string[] = [];
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(values[i]) && typeof given[i] === "number") continue;
    if (++count > SHOWN_MAX) continue;
    const isTooLarge = Number.isFinite(given[i]);
    const rule = isTooLarge ? "numbers that a float32 holds, up to 3.4e38" : "finite numbers";
    const got = typeof given[i] === "number" ? `${given[i]}` : kindOf(given[i]);
    shown.push(`must be ${rule}, got ${got} in ${placeInWords(placeOf(i, shape))}`);
  }
  return count > SHOWN_MAX ? [...shown, `and ${count - SHOWN_MAX} more`] : shown;
}

function placeOf(index: number, shape: readonly number[]): readonly number[] {
  const place: number[] = [];
  let left = index;
  for (const side of shape.toReversed()) {
    place.unshift(left % side);
    left = Math.floor(left / side);
  }
  return place;
}

function classCount(values: Float32Array, targetShape: readonly number[]): number | undefined {
  if (targetShape.some((side) => side !== 1)) return undefined;
  let highest = 0;
  for (const value of values) {
    if (!Number.isInteger(value) || value < 0 || value > CLASS_INDEX_MAX) return undefined;
    if (value > highest) highest = value;
  }
  return highest + 1;
}

/** Where two makings of the same rows part, in words; undefined: nowhere. */
export function rowsDifference(a: TakenRows, b: TakenRows): string | undefined {
  for (const [part, side] of [
    ["inputs", "inputShape"],
    ["targets", "targetShape"],
  ] as const) {
    const [x, y] = [a, b].map((rows) => [rows.rowCount, ...rows[side]]);
    if (String(x) !== String(y))
      return `${part} of shape [${x!.join(", ")}], then [${y!.join(", ")}]`;
    const index = a[part].findIndex((value, at) => !Object.is(value, b[part][at]));
    if (index < 0) continue;
    const place = placeInWords(placeOf(index, x!));
    return `${a[part][index]}, then ${b[part][index]} in ${part} of ${place}`;
  }
  return undefined;
}
