import { auditedVariant, auditVariant } from "../diagnose/audit.ts";
import type { Audit, VariantOutlines } from "../diagnose/audit-finding.ts";
import type { Plan, PlannedVariant } from "../plan/run.ts";
import type { Dispatcher } from "../run/dispatcher.ts";

/** Enough for a mask to come twice, few enough to cost nothing. */
const STEP_COUNT = 3;

/** How often each variant is begun. */
export const OUTLINE_COUNT = 3;

/**
 * Begins each variant three times, with a seed, with the same once more and with another, and
 * judges what it sees. Nothing is recorded.
 *
 * @param variants of the plan, those that are of interest
 * @param dispatcher open for the plan's data and engine
 */
export async function auditPlan(
  { sweep, engine, seeds }: Plan,
  variants: readonly PlannedVariant[],
  dispatcher: Pick<Dispatcher, "outline">,
): Promise<Audit> {
  const seed = seeds[0]!;
  // Seeds that are trained are worth more than one that is not.
  const otherSeed = seeds[1] ?? (seed === 0 ? 1 : seed - 1);
  const begun = await Promise.all(
    variants.map(async ({ name, spec }): Promise<Begun> => {
      const outline = (of: number, times = 1) =>
        dispatcher.outline({ ...spec, seed: of }, STEP_COUNT, times);
      // What a module of the user's keeps in its thread from one run to the next shows only there.
      const times = spec.model.module ? 2 : 1;
      const outlining = [outline(seed), outline(seed, times), outline(otherSeed)] as const;
      try {
        const [first, again, other] = await Promise.all(outlining);
        return { name, outlines: { spec, seed, otherSeed, first, again, other } };
      } catch (error) {
        return { name, reason: (error as Error).message };
      }
    }),
  );
  return {
    ...{ sweep, engine: engine.numerics, seed, otherSeed },
    variants: begun.flatMap(({ name, outlines }) =>
      outlines ? [auditedVariant(name, outlines)] : [],
    ),
    findings: begun.flatMap(({ name, outlines }) => (outlines ? auditVariant(name, outlines) : [])),
    unaudited: begun.flatMap(({ name, reason }) =>
      reason === undefined ? [] : [{ variant: name, reason }],
    ),
  };
}

/** A variant's beginnings, or why it could not be begun. */
interface Begun {
  readonly name: string;
  readonly outlines?: VariantOutlines;
  readonly reason?: string;
}
