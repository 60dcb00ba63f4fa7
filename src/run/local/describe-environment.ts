import { arch, cpus, platform, release } from "node:os";
import { kernelSetOf } from "../../engine/load-engine.ts";
import type { EngineIdentity, Environment } from "../../plan/run.ts";

/** The machine and software of this process, for the record; nothing that identifies a person. */
export function describeEnvironment(
  { name, numerics }: EngineIdentity,
  threads: number,
): Environment {
  const kernels = kernelSetOf(name);
  const tensorflowSettings = Object.entries(process.env)
    .filter(([name]) => /^(TF_ENABLE_ONEDNN_OPTS|TF_NUM_\w+_THREADS)$/.test(name))
    .sort();
  return {
    engine: numerics,
    ...(kernels !== undefined && { kernels }),
    ...describeMachine(),
    threads,
    settings: Object.fromEntries(tensorflowSettings),
  };
}

/** The same where no engine is used. */
export function describeMachine(): Environment {
  const { node, v8 } = process.versions;
  return {
    node,
    v8,
    platform: platform(),
    arch: arch(),
    kernel: release(),
    cpu: cpus()[0]?.model ?? "unknown",
    cores: cpus().length,
  };
}
