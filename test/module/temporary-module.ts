import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { bundleModule } from "../../src/module/bundle-module.ts";
import type { ModuleBundle } from "../../src/module/module-bundle.ts";

/** Files in a folder of their own for a test; returns the folder. */
export function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "sweep-module-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** The first of some files with what it imports of the others. */
export function bundleOf(files: Readonly<Record<string, string>>): Promise<ModuleBundle> {
  const [first] = Object.keys(files);
  return bundleModule(join(folderWith(files), first!), first!);
}
