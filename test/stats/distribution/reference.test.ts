import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { betaQuantile } from "../../../src/stats/distribution/beta.ts";
import { binomialCdf } from "../../../src/stats/distribution/binomial.ts";
import { regularizedBeta } from "../../../src/stats/distribution/incomplete-beta.ts";
import { logGamma } from "../../../src/stats/distribution/log-gamma.ts";
import { noncentralTCdf, noncentralTTail } from "../../../src/stats/distribution/noncentral-t.ts";
import { normalCdf, normalQuantile } from "../../../src/stats/distribution/normal.ts";
import { tCdf, tQuantile, tTail } from "../../../src/stats/distribution/student-t.ts";
import { DISTRIBUTION, expectNear, type Tolerance } from "../near.ts";

const read = (file: string) =>
  JSON.parse(readFileSync(new URL(`../../reference/${file}`, import.meta.url), "utf8"));
const ofMpmath: Record<string, number[][]> = read("distributions.json");
const ofScipy: Record<string, Record<string, number>[]> = read("stats.json").distributions;

/** Tails have to keep their digits however small they are. */
const RELATIVE: Tolerance = { relative: 1e-12, absolute: 0 };
const NONCENTRAL: Tolerance = { relative: 1e-8, absolute: 0 };

/** Each function with the number of its arguments; the value follows them. */
const FUNCTIONS: Record<string, [(...args: number[]) => number, Tolerance]> = {
  // At its zeros 1 and 2 the logarithm of gamma has no digits to keep.
  logGamma: [(x) => logGamma(x!), DISTRIBUTION],
  normalCdf: [(z) => normalCdf(z!), RELATIVE],
  normalQuantile: [(p) => normalQuantile(p!), RELATIVE],
  regularizedBeta: [(x, a, b) => regularizedBeta(x!, a!, b!), RELATIVE],
  tTail: [(t, df) => tTail(t!, df!), RELATIVE],
};

describe("mpmath's numbers", () => {
  test.each(Object.entries(FUNCTIONS))("are those of %s", (name, [compute, tolerance]) => {
    expect(ofMpmath[name]!.length).toBeGreaterThan(8);
    for (const row of ofMpmath[name]!) {
      expectNear(compute(...row.slice(0, -1)), row.at(-1), tolerance, `${name} ${row}`);
    }
  });

  test("are those of the noncentral t, in both tails", () => {
    for (const [t, df, noncentrality, tail, cdf] of ofMpmath.noncentralT!) {
      const where = `noncentral t ${t} ${df} ${noncentrality}`;
      expectNear(noncentralTTail(t!, df!, noncentrality!), tail, NONCENTRAL, where);
      expectNear(noncentralTCdf(t!, df!, noncentrality!), cdf, NONCENTRAL, where);
    }
  });
});

describe("SciPy's numbers", () => {
  test("are those of Student's t", () => {
    for (const { p, df, q } of ofScipy.t!) {
      expectNear(tQuantile(p!, df!), q, DISTRIBUTION, `t quantile ${p} ${df}`);
    }
    for (const { x, df, cdf, sf } of ofScipy.t_cdf!) {
      expectNear(tCdf(x!, df!), cdf, RELATIVE, `t cdf ${x} ${df}`);
      expectNear(tTail(x!, df!), sf, RELATIVE, `t tail ${x} ${df}`);
    }
  });

  test("are those of the normal, beta and binomial distributions", () => {
    for (const { p, q } of ofScipy.normal!) {
      expectNear(normalQuantile(p!), q, DISTRIBUTION, `normal quantile ${p}`);
    }
    for (const { p, a, b, q } of ofScipy.beta!) {
      expectNear(betaQuantile(p!, a!, b!), q, RELATIVE, `beta quantile ${p} ${a} ${b}`);
    }
    for (const { k, n, p, cdf } of ofScipy.binom_cdf!) {
      expectNear(binomialCdf(k!, n!, p!), cdf, RELATIVE, `binomial cdf ${k} ${n} ${p}`);
    }
  });

  test("are those of the noncentral t but for three far tails, of which mpmath has others", () => {
    const isFarTail = ({ x, nc }: Record<string, number>) => x === -2.1 && nc === 4;
    for (const row of ofScipy.noncentral_t!) {
      const where = `noncentral t ${row.x} ${row.df} ${row.nc}`;
      expectNear(noncentralTTail(row.x!, row.df!, row.nc!), row.sf, NONCENTRAL, where);
      const cdf = noncentralTCdf(row.x!, row.df!, row.nc!);
      if (!isFarTail(row)) expectNear(cdf, row.cdf, { relative: 1e-11, absolute: 0 }, where);
    }
    const deviations = ofScipy.noncentral_t!.filter(isFarTail).map(({ x, df, nc, cdf }) => {
      const exact = ofMpmath.noncentralT!.find((row) => `${row.slice(0, 3)}` === `${[x, df, nc]}`);
      expectNear(noncentralTCdf(x!, df!, nc!), exact!.at(-1), { relative: 1e-13, absolute: 0 });
      return { df, isOff: Math.abs(cdf! / exact!.at(-1)! - 1) > 4e-10 };
    });
    // At df 29 SciPy is off by 1.8e-8, at 4 and 9 by 7e-10 and 4e-10.
    expect(deviations).toEqual([4, 9, 29].map((df) => ({ df, isOff: true })));
  });
});
