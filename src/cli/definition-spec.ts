import type { EngineIdentity, EngineName, RunSpec, VariantSpec } from "../plan/run.ts";

/** The engine that a recorded definition was trained with. */
export function engineOf({ engine }: VariantSpec): EngineName {
  return engine.split("/", 1)[0] as EngineName;
}

/** A recorded definition's run as this version of an engine trains it. */
export function specOfDefinition(
  { program: _, ...definition }: VariantSpec,
  { numerics, programOf }: EngineIdentity,
  seed: number,
): RunSpec {
  const program = programOf?.(definition);
  return { ...definition, engine: numerics, ...(program !== undefined && { program }), seed };
}
