import { countOf } from "../base/count-of.ts";
import { SweepError } from "../base/error.ts";
import { seedsSchema } from "../config/seeds-schema.ts";
import { drawnSeeds } from "./drawn-seeds.ts";

/** The seeds of a plan, and what there is to say of them. */
export interface AskedSeeds {
  readonly seeds: readonly number[];
  readonly notes: readonly string[];
}

const DRAWN = "from:";
const HINT = "for example --seeds 1..10, or --seeds from:$GITHUB_SHA";
const REVISION = /^[0-9A-Za-z._/-]{1,200}$/;
/** Git's, whole or shortened. */
const COMMIT_ID = /^[0-9a-f]{7,64}$/i;

/**
 * What `--seeds` asks for in place of the config's seeds: `1..10`, `1,2,5`, or `from:REV`, as many
 * as the config has, drawn from a text such as a commit's id.
 *
 * @throws SweepError USAGE
 */
export function askedSeeds(asked: string | undefined, ofConfig: readonly number[]): AskedSeeds {
  if (asked === undefined) return { seeds: ofConfig, notes: [] };
  const text = asked.trim();
  if (!text.startsWith(DRAWN)) return { seeds: listedSeeds("--seeds", text, HINT), notes: [] };
  const revision = text.slice(DRAWN.length);
  if (!REVISION.test(revision)) {
    const rule = "must be from: and 1 to 200 letters, digits or . _ / -";
    const hint = "for example --seeds from:$GITHUB_SHA; is the variable set?";
    throw new SweepError("USAGE", `--seeds: ${rule}, got ${JSON.stringify(text)}`, hint);
  }
  const seeds = drawnSeeds(revision, ofConfig.length);
  const drawn = `${countOf(seeds.length, "seed")} drawn from ${revision}`;
  const constant = COMMIT_ID.test(revision)
    ? []
    : [`${revision} is not a commit's id: it gives the same seeds at every commit`];
  return { seeds, notes: [`${drawn}, the first is ${seeds[0]}`, ...constant] };
}

/**
 * The seeds that an option lists: `1..10` or `1,2,5`.
 *
 * @param option as it is typed, for messages
 * @param hint how it is used
 * @throws SweepError USAGE
 */
export function listedSeeds(option: string, text: string, hint: string): readonly number[] {
  const listed = /^\d+(\s*,\s*\d+)*$/.test(text)
    ? text.split(",").map((seed) => Number(seed.trim()))
    : text;
  const parsed = seedsSchema.safeParse(listed);
  if (parsed.success) return parsed.data;
  const rule = parsed.error.issues[0]?.message;
  throw new SweepError("USAGE", `${option}: ${rule}, got ${text}`, hint);
}
