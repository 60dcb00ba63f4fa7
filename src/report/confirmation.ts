import type { Confirmation } from "../stats/confirm.ts";
import { seedList } from "../stats/seed-list.ts";
import type { Summary } from "../stats/summary.ts";
import { verdictSentence } from "./verdict-words.ts";
import { caveats, headingParts } from "./wording.ts";
import { wrap } from "./wrap.ts";

const WIDTH = 80;

/** Claim and confirmation one below the other, each with its own numbers. */
export function renderConfirmation(confirmation: Confirmation): string {
  const { claim, claimSeeds, freshSeeds, isConfirmed } = confirmation;
  const fresh = confirmation.confirmation;
  const blocks = [
    wrap([claim.sweep, ...headingParts(claim)].join(" · "), WIDTH),
    part(`claim, ${seedList(claimSeeds)}`, claim),
    part(`confirmation, ${seedList(freshSeeds)}`, fresh),
    wrap(conclusion(isConfirmed), WIDTH),
  ];
  return `${blocks.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

function part(title: string, summary: Summary): string[] {
  const [pair] = summary.comparisons;
  const notes = caveats({ ...summary, warnings: [] }).flatMap((text) => wrap(text, WIDTH, "    "));
  return [title, ...wrap(verdictSentence(pair!, summary), WIDTH, "  "), ...notes];
}

function conclusion(isConfirmed: boolean | null): string {
  if (isConfirmed === null)
    return "There was nothing to confirm: the claim's seeds decide nothing.";
  return isConfirmed
    ? "Confirmed: the fresh seeds, which had no part in the claim, say the same."
    : "NOT confirmed: the fresh seeds, which had no part in the claim, do not say the same.";
}
