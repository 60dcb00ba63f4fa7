import { moments } from "../../../src/stats/moments.ts";
import { ALPHA, type Decision, decisionOf, differencesOf, type Rule } from "../rule.ts";

const [FIRST, LAST] = [30, 50];
/** Where the interval is sharpest, in a unit of its own: what EVALSIG has if nobody says so. */
const RHO = 1;

/**
 * `evalsig watch` with two sides: after every seed from the 30th, here up to 50, the asymptotic
 * confidence sequence mean ± sd sqrt(2 (n + rho^2) ln(sqrt(n + rho^2) / (alpha rho))) / n.
 *
 * @see EVALSIG's src/evalsig/inference/sequential.py, after S. R. Howard et al., Time-uniform,
 *   nonparametric, nonasymptotic confidence sequences, Annals of Statistics 49 (2021)
 */
export const rule: Rule = {
  name: "EVALSIG watch 30..50",
  pairCount: LAST,
  decide(pairs, { scale }) {
    const differences = differencesOf(pairs, scale);
    let latest: Decision = decisionOf(0, null);
    for (let n = FIRST; n <= differences.length; n++) {
      const { mean, sd } = moments(differences.slice(0, n));
      const time = n + RHO ** 2;
      const reach = (sd! * Math.sqrt(2 * time * Math.log(Math.sqrt(time) / (ALPHA * RHO)))) / n;
      latest = decisionOf(n, { low: mean! - reach, high: mean! + reach });
      if (latest.verdict !== "undecided") return latest;
    }
    return latest;
  },
};
