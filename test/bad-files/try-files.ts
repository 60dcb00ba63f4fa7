import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { expect } from "vitest";
import { SweepError } from "../../src/base/error.ts";
import { loadPlan } from "../../src/cli/load-plan.ts";
import { buildDataset } from "../../src/data/build-dataset.ts";
import type { GivenFile, Kind } from "./kinds.ts";

/** What came of files of one kind. */
export interface Tally {
  readonly kind: string;
  readonly fileCount: number;
  /** refused, and told where in the file */
  readonly refusedCount: number;
  /** refused, and told where in the config: a column or an array that is not there */
  readonly misfitCount: number;
  /** changed, and still right */
  readonly rightCount: number;
  readonly slowestMs: number;
  /** some that were refused */
  readonly refused: readonly GivenFile[];
}

/** How many of the refused are kept, for the program to be tried with. */
const KEPT_MAX = 200;

const PROGRAM = fileURLToPath(new URL("../../dist/cli/sweep.js", import.meta.url));

/**
 * Has files read as `sweep run` reads them before it records anything. Each must be rows, or an
 * error for people.
 */
export async function tryFiles({ name, files, place }: Kind, fileCount: number): Promise<Tally> {
  const folder = mkdtempSync(join(tmpdir(), "sweep-bad-"));
  let [refusedCount, misfitCount, rightCount, slowestMs] = [0, 0, 0, 0];
  const refused: GivenFile[] = [];
  try {
    await fc.assert(
      fc.asyncProperty(files, async (file) => {
        const config = lay(folder, file);
        const startedAt = performance.now();
        const message = await refusal(config);
        slowestMs = Math.max(slowestMs, performance.now() - startedAt);
        if (message === undefined) {
          rightCount++;
          return;
        }
        expect(message).not.toMatch(/^ +at |undefined|\[object|node_modules/m);
        if (place.test(message)) refusedCount++;
        else misfitCount++;
        if (!place.test(message))
          expect(message).toMatch(/a\.yaml:\d+:\d+: (data|model|variants)\.|^variants\./);
        if (refused.length < KEPT_MAX) refused.push(file);
      }),
      { numRuns: fileCount },
    );
    expect(readdirSync(folder).filter((entry) => entry.endsWith(".db"))).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
  expect(Object.keys(Object.prototype)).toEqual([]);
  return { kind: name, fileCount, refusedCount, misfitCount, rightCount, slowestMs, refused };
}

/** Has the program itself read a file that is refused. */
export function expectRefusal(file: GivenFile): void {
  const folder = mkdtempSync(join(tmpdir(), "sweep-bad-"));
  try {
    const db = join(folder, "a.db");
    const args = [PROGRAM, "run", lay(folder, file), "--db", db];
    const { status, stderr, stdout } = spawnSync(process.execPath, args, { encoding: "utf8" });
    expect({ status, stdout }, stderr).toEqual({ status: 2, stdout: "" });
    expect(stderr).not.toMatch(/^ +at /m);
    expect(existsSync(db)).toBe(false);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** @returns the config's path */
function lay(folder: string, { name, bytes, config, beside = {} }: GivenFile): string {
  for (const [other, content] of Object.entries(beside))
    writeFileSync(join(folder, other), content);
  writeFileSync(join(folder, name), bytes);
  const file = join(folder, "a.yaml");
  writeFileSync(file, config.replace("FILE", name));
  return file;
}

/** The message that a file is refused with; undefined: it is rows. */
async function refusal(config: string): Promise<string | undefined> {
  try {
    const { plan } = await loadPlan({ config, db: "none.db" });
    const { inputs, targets } = await buildDataset(plan.variants[0]!.spec.data, plan.files);
    expect(inputs.every(Number.isFinite) && targets.every(Number.isFinite)).toBe(true);
    return undefined;
  } catch (error) {
    if (!(error instanceof SweepError)) throw error;
    expect(error.code).toBe("CONFIG_INVALID");
    return error.message;
  }
}

/** The numbers of a tally, in a line. */
export function told({ kind, fileCount, refusedCount, misfitCount, rightCount, slowestMs }: Tally) {
  return (
    `${kind}: ${fileCount} files, ${refusedCount} refused by place in the file, ${misfitCount} by ` +
    `place in the config, ${rightCount} still right; the slowest took ${slowestMs.toFixed(0)} ms`
  );
}
