import type { Comparison } from "../comparison.ts";

/** A verdict as a clause that is true whichever of the two is called the candidate. */
export function verdictClause({ verdict, candidate, baseline }: Comparison): string {
  switch (verdict) {
    case "better":
    case "worse":
      return `${candidate} is ${verdict} than ${baseline}`;
    case "negligible":
      return "the two differ negligibly";
    case "equivalent":
      return "the two are equivalent";
    case "identical":
      return "the two are identical";
    case "undecided":
      return "the verdict is undecided";
    case "invalid":
      return "there is nothing to compare";
    default:
      return verdict satisfies never;
  }
}
