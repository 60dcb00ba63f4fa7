import { countOf } from "../base/count-of.ts";
import { printable } from "../report/printable.ts";
import { wrap } from "../report/wrap.ts";
import type { MergeOutcome, RunCounts, SweepMerge } from "../store/merge/merge-source.ts";

/** Of many runs that differ the first ones; all of them are in the JSON. */
const FINDINGS_MAX = 20;
const WIDTH_MAX = 100;
const DIFFERENT = "  DIFFERENT  ";

const COUNT_WORDS: Readonly<Record<keyof RunCounts, string>> = {
  added: "added",
  taken: "taken that were to do or had failed here",
  equal: "equal to what is recorded",
  kept: "that failed there left out",
  different: "different",
  open: "not ended there left out",
};

/** What came of each database, what did not, and which runs differ. */
export function renderMergeText(
  merges: readonly MergeOutcome[],
  db: string,
  columns: number,
): string {
  const width = Math.min(columns, WIDTH_MAX);
  const lines = merges.flatMap((merge) => [
    ...wrap(printable(`${merge.file}: ${countsText(merge)}`), width),
    ...notesOf(merge).flatMap((note) => wrap(printable(note), width, "  note: ")),
    ...findingLines(merge, width),
  ]);
  const findingCount = merges.reduce((sum, { findings }) => sum + findings.length, 0);
  return `${[...lines, ...wrap(answer(findingCount, db), width)].join("\n")}\n`;
}

function countsText({ runs }: MergeOutcome): string {
  const counts = (Object.keys(COUNT_WORDS) as (keyof RunCounts)[])
    .filter((key) => runs[key] > 0)
    .map((key) => `${countOf(runs[key], "run")} ${COUNT_WORDS[key]}`);
  return counts.length === 0 ? "no runs" : counts.join(", ");
}

function notesOf({ sweeps, lateClaims }: MergeOutcome): string[] {
  return [
    ...sweeps.flatMap(sweepNotes),
    ...lateClaims.map(({ sweep, endedRunCount }) => {
      const runs = countOf(endedRunCount, "run");
      return `sweep ${sweep}: its claim was made when ${runs} could be compared already, elsewhere`;
    }),
  ];
}

function sweepNotes({ name, isNew, configDiffers, unplacedRunCount, leftClaims }: SweepMerge) {
  const { claims, looks } = leftClaims;
  const unplaced = countOf(unplacedRunCount, "run");
  return [
    ...(isNew ? [`sweep ${name} is new here`] : []),
    ...(configDiffers
      ? [`sweep ${name}: the config there is another one; the one here stays`]
      : []),
    ...(unplacedRunCount > 0
      ? [
          `sweep ${name}: ${unplaced} of variants that the config here does not have, ` +
            "as if of an earlier one",
        ]
      : []),
    ...(claims > 0
      ? [
          `sweep ${name}: ${countOf(claims, "claim")} and ${countOf(looks, "look")} left out; ` +
            "what was claimed here stays",
        ]
      : []),
  ];
}

function findingLines({ findings }: MergeOutcome, width: number): string[] {
  const more = findings.length - FINDINGS_MAX;
  return [
    ...findings
      .slice(0, FINDINGS_MAX)
      .flatMap(({ sweep, variant, seed, differs }) => [
        ...wrap(printable(`sweep ${sweep}, variant ${variant}, seed ${seed}`), width, DIFFERENT),
        ...differs.flatMap((text) => wrap(printable(text), width, " ".repeat(DIFFERENT.length))),
      ]),
    ...(more > 0 ? [`${DIFFERENT}and ${more} more, in --json`] : []),
  ];
}

function answer(findingCount: number, db: string): string {
  if (findingCount === 0) return printable(`merged into ${db}`);
  const runs = findingCount === 1 ? "1 run differs" : `${findingCount} runs differ`;
  return printable(`${runs}: nothing of them is changed; the rest is merged into ${db}`);
}
