import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Io } from "../../src/cli/command.ts";
import { main } from "../../src/cli/main.ts";

/** What a command line printed and how it ended. */
export interface Outcome {
  readonly exitCode: number;
  readonly out: string;
  readonly talk: string;
}

/** Runs a command line in this process, as in a pipe: no terminal, 80 columns. */
export async function sweep(...args: readonly string[]): Promise<Outcome> {
  let [out, talk] = ["", ""];
  const io: Io = {
    out: (text) => {
      out += text;
    },
    talk: (text) => {
      talk += text;
    },
    outIsTty: false,
    talkIsTty: false,
    columns: 80,
  };
  return { exitCode: await main(args, io), out, talk };
}

/** A folder of its own for a test, gone when the test is. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "sweep-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The parts of a small sweep's config, each to be replaced as a test needs it. */
export interface SmallSweep {
  readonly name?: string;
  readonly seeds?: string;
  readonly epochs?: number;
  readonly rows?: number;
  readonly optimizer?: string;
  readonly variants?: string;
  readonly compare?: string;
}

/** Writes a sweep that trains in milliseconds; returns the file's path. */
export function writeSweep(folder: string, parts: SmallSweep = {}): string {
  const { name = "small", seeds = "1..3", epochs = 2, rows = 300 } = parts;
  const { optimizer = "{name: sgd, learningRate: 0.0001}" } = parts;
  const { variants = "{with: {}, without: {without: [dropout]}}" } = parts;
  const file = join(folder, `${name}.yaml`);
  const lines = [
    `name: ${name}`,
    `seeds: ${seeds}`,
    `data: {source: sine-windows, rows: ${rows}, shuffle: 1, validation: 0.2}`,
    `train: {epochs: ${epochs}, loss: mse, optimizer: ${optimizer}}`,
    "model:",
    "  layers:",
    "    - dense: {units: 4, activation: relu}",
    "    - dropout: {rate: 0.2}",
    "    - dense: {units: 1}",
    `variants: ${variants}`,
    ...(parts.compare === undefined ? [] : [`compare: ${parts.compare}`]),
  ];
  writeFileSync(file, `${lines.join("\n")}\n`);
  return file;
}
