import { countOf } from "../base/count-of.ts";
import { showPlain } from "../base/number.ts";
import type { Damage, Repeat, Verification } from "../diagnose/verify.ts";
import { type Colors, NO_COLORS } from "./colors.ts";
import { printable } from "./printable.ts";
import { wrap } from "./wrap.ts";

const NAME_WIDTH = "trained again".length;
const WIDTH_MAX = 100;
/** Of many damaged runs the first ones; all of them are in the JSON. */
const DAMAGES_MAX = 20;

export interface VerifyTextOptions {
  /** columns of the terminal, of which at most 100 are used; default 80 */
  readonly width?: number;
  readonly colors?: Colors;
}

/** When and where it was verified. */
export interface VerifiedAt {
  /** UTC, ISO 8601 */
  readonly verifiedAt: string;
  readonly host: string;
  readonly environment: Readonly<Record<string, unknown>>;
}

/** What was verified: checksums, each run trained again, and the answer in one sentence. */
export function renderVerifyText(
  verification: Verification,
  { verifiedAt, host, environment: { node, cpu } }: VerifiedAt,
  { width: columns = 80, colors = NO_COLORS }: VerifyTextOptions = {},
): string {
  const width = Math.min(columns, WIDTH_MAX);
  const lines = [
    colors.bold(printable(`verify ${verification.sweep}`)),
    "",
    ...checksumLines(verification, width),
    ...repeatLines(verification, width),
    "",
    ...wrap(answer(verification), width).map((line) => colors.bold(line)),
    ...wrap(printable(`at ${verifiedAt} on ${host}, node ${node}, ${cpu}`), width, "  "),
  ];
  return `${lines.join("\n")}\n`;
}

function checksumLines({ damages, checkedRunCount }: Verification, width: number): string[] {
  if (damages.length === 0) {
    const text = `${countOf(checkedRunCount, "run")}, all as recorded: series, epochs, definitions`;
    return signed("=", "checksums", text, width);
  }
  const more = damages.length - DAMAGES_MAX;
  return [
    ...damages.slice(0, DAMAGES_MAX).flatMap(({ text, ...run }) => {
      return signed("x", "checksums", `${nameOf(run)}: ${text}`, width);
    }),
    ...(more > 0 ? signed("x", "", `and ${more} more, in --json`, width) : []),
  ];
}

function repeatLines(verification: Verification, width: number): string[] {
  const { repeats, engine, repeatableCount, damages } = verification;
  if (engine === null) {
    const none = damages.length > 0 ? "no run is whole" : "no run was trained here";
    const why = repeatableCount === 0 ? `: ${none}` : "";
    return signed("-", "trained again", `nothing${why}`, width);
  }
  const count = `${repeats.length} of ${countOf(repeatableCount, "run")} on ${engine}`;
  return [
    ...signed(" ", "trained again", count, width),
    ...repeats.flatMap((repeat) =>
      signed(repeat.difference === null ? "=" : "x", "", repeatInWords(repeat), width),
    ),
  ];
}

function repeatInWords({ judge, because, difference, differenceMax, ...run }: Repeat): string {
  const reason = because === undefined ? "" : ` (${because})`;
  if (difference !== null) return `${nameOf(run)}: ${difference}${reason}`;
  if (judge === "bits") return `${nameOf(run)}: equal bits`;
  const size = showPlain(differenceMax ?? 0);
  return `${nameOf(run)}: within tolerance, series differ by up to ${size} of a value${reason}`;
}

function answer({ damages, repeats, checkedRunCount }: Verification): string {
  const differing = repeats.filter(({ difference }) => difference !== null).length;
  const damaged = new Set(damages.map(nameOf)).size;
  const faults = [
    ...(damaged > 0 ? [`the record of ${countOf(damaged, "run")} is damaged`] : []),
    ...(differing > 0 ? [`${countOf(differing, "run")} cannot be repeated`] : []),
  ];
  if (faults.length > 0) return faults.join("; ");
  const again = repeats.length > 0 ? `, ${repeats.length} of them repeated` : "";
  return `verified: the record of ${countOf(checkedRunCount, "run")} holds${again}`;
}

function nameOf({ variant, seed }: Pick<Damage, "variant" | "seed">): string {
  return `${variant} seed ${seed}`;
}

function signed(sign: string, name: string, text: string, width: number): string[] {
  const indent = " ".repeat(NAME_WIDTH + 6);
  const [first, ...rest] = wrap(printable(text), width - indent.length);
  const label = name.padEnd(NAME_WIDTH);
  return [`  ${sign} ${label}  ${first}`, ...rest.map((line) => indent + line.trimStart())];
}
