import { countOf } from "../base/count-of.ts";
import type { Check, Topic } from "../diagnose/doctor/check.ts";
import type { DoctorReport } from "../diagnose/doctor/examine.ts";
import type { EngineReport } from "../diagnose/doctor/examine-engine.ts";
import { type Colors, NO_COLORS } from "./colors.ts";
import { printable, widthOf } from "./printable.ts";
import { wrap } from "./wrap.ts";

const TITLES: Readonly<Record<Topic, string>> = {
  machine: "This machine",
  files: "Installed files, against the lock and what was built",
  copies: "Copies of packages",
  engine: "Engines, by questions with known answers",
};

const SIGNS = { passed: "✓", fault: "✗", absent: "–" } as const;
/** Digits of a digest that two people read to each other. */
const READ_ALOUD = 16;
const WIDTH_MAX = 100;
/** Faults of one check that are shown; a broken kernel answers fifty questions wrong. */
const FAULTS_MAX = 10;

export interface DoctorTextOptions {
  /** columns of the terminal, of which at most 100 are used; default 80 */
  readonly width?: number;
  readonly colors?: Colors;
}

/** The findings: one line a check, what two people can compare, and at the end what to do. */
export function renderDoctorText(
  report: DoctorReport,
  { width: columns = 80, colors = NO_COLORS }: DoctorTextOptions = {},
): string {
  const width = Math.min(columns, WIDTH_MAX);
  const lines = [
    ...machineLines(report, width, colors),
    "",
    ...(Object.keys(TITLES) as Topic[]).flatMap((topic) => [
      ...topicLines(topic, report.checks, width, colors),
      "",
    ]),
    ...digestLines(report.engines, width, colors),
    "",
    ...conclusion(report.checks, width, colors),
  ];
  return `${lines.join("\n")}\n`;
}

function machineLines({ machine }: DoctorReport, width: number, colors: Colors): string[] {
  const { node, v8, platform, arch, cpu, cores, features } = machine;
  const title = `sweep doctor: Node ${node}, V8 ${v8}, ${platform} ${arch}`;
  const told = features === null ? "its features are not told here" : features.join(" ");
  return [
    ...wrap(title, width).map((line) => colors.bold(line)),
    ...wrap(printable(`${cpu}, ${countOf(cores, "core")}: ${told}`), width),
  ];
}

function topicLines(topic: Topic, all: readonly Check[], width: number, colors: Colors): string[] {
  const nameWidth = Math.max(...all.map(({ name }) => widthOf(name)));
  const paint = { passed: colors.green, fault: colors.red, absent: colors.dim };
  const checks = all.filter((check) => check.topic === topic);
  return [
    colors.bold(TITLES[topic]),
    ...checks.flatMap(({ name, state, text }) => {
      const [first, ...rest] = wrap(printable(text), width - nameWidth - 6);
      const indent = " ".repeat(nameWidth + 6);
      return [
        `  ${paint[state](SIGNS[state])} ${printable(name).padEnd(nameWidth)}  ${first}`,
        ...rest.map((line) => indent + line.trimStart()),
      ];
    }),
  ];
}

/** Digests of the same training by each engine. */
function digestLines(engines: readonly EngineReport[], width: number, colors: Colors): string[] {
  const title = `Weights after a training (SHA-256, the first ${READ_ALOUD} of 64 digits)`;
  const lines = engines.flatMap(({ engine, numerics, tested }) => {
    const trained = tested[0]?.trained;
    if (!trained) return [];
    const digest = trained.weightsSha256.slice(0, READ_ALOUD);
    const promise = engine === "compiled" ? "the same on every machine" : "this machine's own";
    const text = `${digest}  ${numerics}, ${trained.stepCount} steps: ${promise}`;
    return wrap(text, width, "  ");
  });
  return [...wrap(title, width).map((line) => colors.bold(line)), ...lines];
}

function conclusion(checks: readonly Check[], width: number, colors: Colors): string[] {
  const ill = checks.filter(({ state }) => state === "fault");
  const absent = checks.filter(({ state }) => state === "absent").length;
  if (ill.length === 0) {
    const count = checks.length - absent;
    return [colors.bold(`All is well: ${countOf(count, "check")} passed.`)];
  }
  return [
    colors.bold(`${countOf(ill.length, "check")} of ${checks.length} found a fault:`),
    ...ill.flatMap(({ faults, hint }) => [
      ...faults.slice(0, FAULTS_MAX).flatMap((fault) => wrap(printable(fault), width, "  ✗ ")),
      ...(faults.length > FAULTS_MAX
        ? [`    and ${faults.length - FAULTS_MAX} more, in --json`]
        : []),
      ...(hint === undefined ? [] : wrap(`hint: ${hint}`, width, "    ")),
    ]),
  ];
}
