import { SweepError } from "../base/error.ts";
import { checkShape, isPlainObject } from "./check-shape.ts";
import { importSchema, isImport } from "./import-schema.ts";
import { parseConfig } from "./parse-config.ts";
import { dotted, type Problem } from "./problem.ts";
import { type CompareConfig, compareSchema } from "./schema.ts";
import { name as nameSchema } from "./schema-parts.ts";
import { readYaml } from "./yaml-source.ts";

/** What an import says of the comparison, before defaults: those may change. */
export type ImportedCompare = Readonly<Record<string, string | number>>;

export interface ImportedConfig {
  readonly name: string;
  /** the file's name, without its folder */
  readonly file: string;
  /** of the file's bytes */
  readonly sha256: string;
  readonly compare: ImportedCompare;
}

/**
 * The text that is recorded as the config of results trained elsewhere.
 *
 * @throws SweepError USAGE where the name or an option of the comparison breaks a rule
 */
export function writeImportedConfig({ name, file, sha256, compare }: ImportedConfig): string {
  const problems = [
    ...checkShape(nameSchema, name).problems.map((problem) => ({ ...problem, path: ["name"] })),
    ...checkShape(compareSchema, compare).problems,
  ];
  const [problem] = problems;
  if (problem) throw asOption(problem, { name, ...compare });
  const options = Object.entries(compare).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
  return `# Results that were trained elsewhere, recorded by \`sweep import\`.
name: ${JSON.stringify(name)}
imported: {file: ${JSON.stringify(file)}, sha256: "${sha256}"}
compare: {${options.join(", ")}}
`;
}

/** The options were typed on a command line, so they are named as they are there. */
function asOption({ path, rule, hint }: Problem, given: ImportedCompare): SweepError {
  const option = dotted(path);
  return new SweepError("USAGE", `--${option}: ${rule}, got ${given[option] ?? "nothing"}`, hint);
}

/**
 * How the runs of a recorded config are to be compared: a sweep's own, or an import's.
 *
 * @param file its name, for messages
 * @throws SweepError CONFIG_INVALID naming every broken rule
 */
export function parseCompare(text: string, file: string): CompareConfig {
  const source = readYaml(text, file);
  if (!isImport(source.value)) return parseConfig(text, file).compare;
  const { data, problems } = checkShape(importSchema, source.value);
  return data === undefined ? source.fail(problems) : data.compare;
}

/** What an import's config says of the comparison; undefined if it is no import's. */
export function readImportedCompare(text: string, file: string): ImportedCompare | undefined {
  const { value } = readYaml(text, file);
  if (!isImport(value)) return undefined;
  const { compare } = value as { compare?: unknown };
  return isPlainObject(compare) ? (compare as ImportedCompare) : {};
}
