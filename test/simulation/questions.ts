import { aa } from "./aa.ts";
import { coverage } from "./coverage.ts";
import { curves } from "./curves.ts";
import { falseEquivalence } from "./false-equivalence.ts";
import { logScale } from "./log-scale.ts";
import { manyFound, manyVariants } from "./many-variants.ts";
import { power } from "./power.ts";
import type { Table } from "./table.ts";
import { ties } from "./ties.ts";
import { typeOne } from "./type-one.ts";
import { unpaired } from "./unpaired.ts";
import { variants } from "./variants.ts";

/** What is simulated, in the order of the documentation. */
export const QUESTIONS: Readonly<Record<string, (repetitions: number) => Table>> = {
  "type one": typeOne,
  coverage,
  "false equivalence": falseEquivalence,
  "log scale": logScale,
  ties,
  variants,
  "many variants": manyVariants,
  "many variants found": manyFound,
  unpaired,
  curves,
  aa,
  power,
};
