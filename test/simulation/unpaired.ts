import { unpairedEvidence } from "../../src/stats/fixed-evidence.ts";
import { LAWS, NORMAL, SKEWED, sample } from "./laws.ts";
import { ALPHA } from "./procedures.ts";
import { simulated, type Table } from "./table.ts";

/** How often does Welch's test claim a difference between samples that share no seed? */
export function unpaired(repetitions: number): Table {
  const cases = [
    { name: "10 and 10, equal spreads", counts: [10, 10], spread: 1 },
    { name: "10 and 10, spreads 1 and 4", counts: [10, 10], spread: 4 },
    { name: "10 and 5, spreads 1 and 4", counts: [10, 5], spread: 4 },
  ] as const;
  const laws = LAWS.filter((law) => law === NORMAL || law === SKEWED);
  const rows = cases.map(({ name, counts, spread }) => {
    const cells = laws.map((law) => {
      // Welch's t is approximate, and for skewed values of unequal spread not even that.
      const promise = law === NORMAL ? { atMost: 0.065 } : null;
      return simulated(`unpaired, ${name}, ${law.name}`, repetitions, promise, (normal) => {
        const candidate = sample(law, counts[0], normal);
        const baseline = sample(law, counts[1], normal).map((value) => spread * value);
        return unpairedEvidence(candidate, baseline, ALPHA).isDifferent;
      });
    });
    return { name, cells };
  });
  return {
    title: "Unpaired (Welch): a difference claimed where there is none, % (about 5)",
    columns: laws.map(({ name }) => `${name} values`),
    rows,
  };
}
