import { countOf } from "../base/count-of.ts";
import { SweepError } from "../base/error.ts";
import type { Plan, PlannedVariant } from "../plan/run.ts";
import { auditFaults, auditInShort } from "../report/audit-text.ts";
import type { Dispatcher, HostInfo, Workload } from "../run/dispatcher.ts";
import { endedDefinitions } from "../store/ended-specs.ts";
import type { RecordedPlan } from "../store/record-plan.ts";
import type { Store } from "../store/store.ts";
import { auditPlan } from "./audit-plan.ts";

/** So many say it of a sweep and take a tenth of a second at most; `sweep audit` looks at all. */
const VARIANT_COUNT_MAX = 4;

/**
 * Variants that are about to be trained for the first time. Of those that draw alike, and differ in
 * a learning rate or the like, the first one.
 */
export function variantsToAudit(
  store: Store,
  { variants }: Plan,
  toTrain: RecordedPlan["toTrain"],
): PlannedVariant[] {
  const known = endedDefinitions(store);
  const begun = new Set(toTrain.map(({ variant }) => variant));
  const untrained = variants.filter(({ name, id }) => begun.has(name) && !known.has(id));
  const drawings = new Map(untrained.toReversed().map((each) => [drawingOf(each), each]));
  return untrained.filter((each) => drawings.get(drawingOf(each)) === each);
}

/** What decides which random numbers a variant draws, and where they go. */
function drawingOf({ spec: { model, seeding, training } }: PlannedVariant): string {
  const { batch, shuffle } = training;
  return JSON.stringify({ model, seeding, batch, shuffle });
}

export interface AuditedOpening {
  readonly dispatcher: Dispatcher;
  readonly workload: Workload;
  /** the sweep's file, for the hint */
  readonly config: string;
  /** for a person, one line at a time */
  readonly say: (line: string) => void;
  readonly stop: AbortSignal;
}

/**
 * Opens the dispatcher, and looks whether the seed does what it says before anything is trained
 * with it. Where all is well it says so in a line; what is declared but perhaps not meant is a
 * warning.
 *
 * @returns what the dispatcher is open for; undefined: told to stop
 * @throws SweepError AUDIT_FAILED, and what `open` throws
 */
export async function openAudited(
  plan: Plan,
  variants: readonly PlannedVariant[],
  { dispatcher, workload, config, say, stop }: AuditedOpening,
): Promise<HostInfo | undefined> {
  const host = await dispatcher.open(workload).catch((error: unknown) => {
    if (!stop.aborted) throw error;
  });
  if (!host || stop.aborted) return undefined;
  const audit = await auditPlan(plan, variants.slice(0, VARIANT_COUNT_MAX), dispatcher);
  if (stop.aborted) return undefined; // A host that was killed has begun nothing.
  const faults = auditFaults(audit);
  for (const fault of faults) say(`fault: ${fault}`);
  if (faults.length > 0) {
    throw new SweepError(
      "AUDIT_FAILED",
      `${config}: the seed must do what it says, got ${countOf(faults.length, "fault")}`,
      `\`sweep audit ${config}\` shows all of it; --no-audit trains all the same`,
    );
  }
  for (const line of auditInShort(audit)) say(line);
  return host;
}
