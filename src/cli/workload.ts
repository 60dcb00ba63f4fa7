import type { Plan } from "../plan/run.ts";
import type { Workload } from "../run/dispatcher.ts";

/** What the runs of a plan share. */
export function workloadOf({ variants, files, engine }: Plan, threads: number): Workload {
  return { data: variants[0]!.spec.data, files, engine: engine.name, threads };
}
