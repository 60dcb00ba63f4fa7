import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { parse } from "yaml";
import type { Block, Command, Document } from "./document.ts";
import { differenceOf } from "./shown-output.ts";
import { ROOT, readersPlace, type Workplace } from "./workplace.ts";

/** What is done about a command that is not typed; undefined: it is typed. */
export type Instead = (line: string) => ((place: Workplace) => Promise<void>) | undefined;

/**
 * Follows a document from its first block to its last, in one folder, and stops at the first thing
 * that is not as it says, or that it does not say how to do.
 *
 * @throws Error with the block's place
 */
export async function follow({ blocks }: Document, instead: Instead): Promise<void> {
  const place = readersPlace();
  for (const [index, block] of blocks.entries()) {
    try {
      await followBlock(block, place, instead);
      checkUse(block, blocks.slice(index + 1), blocks);
    } catch (error) {
      throw new Error(`${block.place}: ${(error as Error).message}`);
    }
  }
  const programs = blocks.filter(({ file }) => file?.endsWith(".ts"));
  const namesTfjs = programs.some(({ text }) => text.includes('"seed-sweep/module"'));
  const files = programs.map(({ file }) => file!);
  if (files.length > 0) await checkTypes(files, place, namesTfjs);
}

async function followBlock(block: Block, place: Workplace, instead: Instead): Promise<void> {
  for (const line of block.before) await type({ line, ...SILENT }, place);
  if (block.file !== undefined) place.write(block.file, block.text);
  if (block.file?.startsWith(WORKFLOWS)) return runWorkflow(block.text, place);
  if (block.file !== undefined) return;
  if (block.commands.length === 0) {
    throw new Error(`must be commands, a transcript or a file, got \`\`\`${block.language}`);
  }
  for (const command of block.commands) {
    const other = instead(command.line);
    await (other ? other(place) : type(command, place));
  }
}

const SILENT = { shown: undefined, exitCode: 0 };

async function type({ line, shown, exitCode }: Command, place: Workplace): Promise<void> {
  const ended = await place.type(line);
  if (ended.exitCode !== exitCode) {
    throw new Error(`\`${line}\` ends with ${ended.exitCode}, not ${exitCode}: ${ended.talk}`);
  }
  const difference = shown && differenceOf(shown, ended);
  if (difference !== undefined) throw new Error(`\`${line}\` ${difference}\n${ended.talk}`);
}

const WORKFLOWS = ".github/workflows/";

const COMMIT = "9fceb02d0ae598e95dc970b74767f19372d61af8";

/**
 * A workflow's steps are commands too, in a checkout without results; what they need is installed
 * here already.
 */
async function runWorkflow(text: string, place: Workplace): Promise<void> {
  const { jobs } = parse(text) as { jobs: Record<string, { steps: { run?: string }[] }> };
  const lines = Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));
  await type({ line: "rm -rf results", ...SILENT }, place);
  const given = `GITHUB_SHA=${COMMIT}; GITHUB_STEP_SUMMARY=summary.md`;
  for (const line of lines.filter((each) => each !== "npm ci")) {
    await type({ line: `${given}; ${line}`, ...SILENT }, place);
  }
}

/** A file that no later command uses, by itself or through another file, could say anything. */
function checkUse({ file }: Block, later: readonly Block[], all: readonly Block[]): void {
  if (file === undefined || file.startsWith(WORKFLOWS)) return;
  const naming = all.filter(({ text }) => text.includes(file)).flatMap((block) => block.file ?? []);
  const typed = later.flatMap(({ commands }) => commands.map(({ line }) => line));
  if (typed.some((line) => [file, ...naming].some((name) => line.includes(name)))) return;
  throw new Error(`the file ${file} must be used by a command`);
}

/**
 * Has a reader's compiler look at TypeScript files of a folder.
 *
 * @param namesTfjs whether they are written against the types of tfjs, which do not pass themselves;
 *   the library's own must
 * @throws Error with what the compiler says
 */
export async function checkTypes(
  files: readonly string[],
  place: Workplace,
  namesTfjs: boolean,
): Promise<void> {
  const compilerOptions = {
    ...{ target: "ES2023", module: "NodeNext", types: ["node"] },
    ...{ strict: true, noEmit: true },
    skipLibCheck: namesTfjs,
  };
  place.write("tsconfig.json", JSON.stringify({ compilerOptions, files }));
  const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
  await promisify(execFile)(process.execPath, [tsc], { cwd: place.path }).catch(({ stdout }) => {
    throw new Error(`${files}: must be typed, got ${stdout}`);
  });
}
