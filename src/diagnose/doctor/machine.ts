import { existsSync, readFileSync } from "node:fs";
import { arch, cpus, platform } from "node:os";
import { type Check, checked } from "./check.ts";

/** Where this runs; nothing that identifies a person. */
export interface Machine {
  readonly node: string;
  readonly v8: string;
  readonly platform: string;
  readonly arch: string;
  readonly cpu: string;
  readonly cores: number;
  /** those that numeric code asks for, as the system spells them; null: it does not tell */
  readonly features: readonly string[] | null;
  /** its version, or why there is none */
  readonly sqlite: string;
}

/** Reads what there is to know of this machine. */
export function describeMachine(sqlite: string): Machine {
  const { node, v8 } = process.versions;
  return {
    ...{ node, v8, platform: platform(), arch: arch() },
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: cpus().length,
    features: existsSync(CPU_FILE) ? featuresIn(readFileSync(CPU_FILE, "utf8")) : null,
    sqlite,
  };
}

/** Linux alone has it. */
const CPU_FILE = "/proc/cpuinfo";

/** Of x86 and of ARM; what kernels are compiled for, or could be. */
const FEATURES =
  /^(sse2|sse4_2|avx|avx2|fma|f16c|avx512(f|dq|bw|vl|_vnni|_bf16)|amx_\w+|asimd|sve2?|bf16)$/;

/** The numeric ones of a /proc/cpuinfo's first processor. */
export function featuresIn(cpuInfo: string): string[] {
  const line = /^(?:flags|Features)\s*:\s*(.*)$/m.exec(cpuInfo)?.[1] ?? "";
  return line.split(/\s+/).filter((word) => FEATURES.test(word));
}

/** As in package.json. */
const NODE_MIN = "20.19.0";

/** Older ones may damage a database when one connection commits and another checkpoints. */
const SQLITE_MIN = "3.51.3";

/** Whether Node and SQLite are new enough. */
export function machineChecks({ node, sqlite }: Pick<Machine, "node" | "sqlite">): Check[] {
  return [
    versionCheck("Node", node, NODE_MIN, "install a newer Node, then npm ci"),
    versionCheck("SQLite", sqlite, SQLITE_MIN, "npm ci installs the better-sqlite3 of the lock"),
  ];
}

function versionCheck(name: string, got: string, min: string, hint: string): Check {
  const fault = `${name}: must have version ${min} or newer, got ${got}`;
  const isOld = !(compareVersions(got, min) >= 0); // what is no version is none that is new enough
  const what = { topic: "machine", name, text: `${got}, at least ${min}` } as const;
  return checked(what, isOld ? [fault] : [], hint);
}

/** Below 0 where a is the older one; only numbers between points count. */
function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split(".").map(Number.parseFloat));
  for (const [index, number] of right!.entries()) {
    const difference = (left![index] ?? 0) - number;
    if (difference !== 0) return difference;
  }
  return 0;
}
