import { drawNormal } from "../../src/random/distributions.ts";
import { exp } from "../../src/random/exp.ts";
import { advance } from "../../src/random/philox.ts";
import { namedDraw } from "../../src/random/streams.ts";

/** Standard normal numbers, used up as they are read. */
export type Normals = () => number;

/** A distribution with mean 0 and standard deviation 1. */
export interface Law {
  readonly name: string;
  readonly draw: (normal: Normals) => number;
}

/** A multiple of the four words that make a block. */
const BUFFER_SIZE = 4096;

/**
 * The stream of one cell of one table: the same site gives the same numbers on every machine, and
 * no two cells share any.
 */
export function normalsOf(site: string): Normals {
  let draw = namedDraw(0, "statistics", `simulation: ${site}`, 0);
  const buffer = new Float32Array(BUFFER_SIZE);
  let used = BUFFER_SIZE;
  return () => {
    if (used === BUFFER_SIZE) {
      drawNormal(draw, buffer);
      draw = advance(draw, BUFFER_SIZE / 4);
      used = 0;
    }
    return buffer[used++]!;
  };
}

export const NORMAL: Law = { name: "normal", draw: (normal) => normal() };

/** Of lognormal values of both variants: what two variants with the same skewed losses give. */
export const LOGNORMAL_DIFFERENCE: Law = {
  name: "lognormal differences",
  draw: (normal) => (exp(normal()) - exp(normal())) / Math.sqrt(2 * Math.E * (Math.E - 1)),
};

/** Student's t with three degrees of freedom, whose fourth moment is infinite. */
export const T3: Law = {
  name: "t3",
  draw: (normal) => {
    const [a, b, c] = [normal(), normal(), normal()];
    return normal() / Math.sqrt(a * a + b * b + c * c);
  },
};

/** A tenth of the values has ten times the spread of the others. */
export const OUTLIERS: Law = {
  name: "outliers",
  draw: (normal) => {
    const isOutlier = Math.abs(normal()) > NORMAL_95;
    return ((isOutlier ? 10 : 1) * normal()) / Math.sqrt(10.9);
  },
};

/** Lognormal about its mean: not symmetric, so no procedure here promises anything. */
export const SKEWED: Law = {
  name: "skewed",
  draw: (normal) => (exp(normal()) - Math.sqrt(Math.E)) / Math.sqrt(Math.E * (Math.E - 1)),
};

export const SYMMETRIC_LAWS: readonly Law[] = [NORMAL, LOGNORMAL_DIFFERENCE, T3, OUTLIERS];
export const LAWS: readonly Law[] = [...SYMMETRIC_LAWS, SKEWED];

/** A standard normal is below this with probability 0.95, so beyond it on either side with 0.1. */
const NORMAL_95 = 1.6448536269514722;

/**
 * @param mean of each value, in standard deviations
 * @returns independent values; shape [n]
 */
export function sample(law: Law, n: number, normal: Normals, mean = 0): number[] {
  return Array.from({ length: n }, () => mean + law.draw(normal));
}

/**
 * Curves that move slowly: normal with mean 0 and sd 1 in each epoch, correlated by `memory` from
 * one epoch to the next.
 *
 * @returns shape [n][epochCount]
 */
export function sampleCurves(
  n: number,
  epochCount: number,
  memory: number,
  normal: Normals,
): number[][] {
  return Array.from({ length: n }, () => {
    let value = normal();
    return Array.from({ length: epochCount }, () => {
      const shown = value;
      value = memory * value + Math.sqrt(1 - memory ** 2) * normal();
      return shown;
    });
  });
}
