import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { runSweep } from "../../src/library/run-sweep.ts";
import { type Document, readDocument } from "./document.ts";
import type { Instead } from "./follow.ts";
import { ROOT, type Workplace } from "./workplace.ts";

/** All that people are told to follow. */
export function documents(): Document[] {
  const pages = readdirSync(join(ROOT, "docs")).filter((name) => name.endsWith(".md"));
  return ["README.md", ...pages.sort().map((name) => `docs/${name}`)].map((file) => {
    return readDocument(file, readFileSync(join(ROOT, file), "utf8"));
  });
}

/** They need a checkout of their own; `.ci/run` has each part of them. */
export const RUN_BY_CI = ["npm ci && npx sweep run sweeps/smoke.yaml", "npm ci && npm test"];

/** They train for minutes; test/calibration does the same with few seeds. */
export const CALIBRATIONS = ["npm run calibrate", "npm run calibrate -- --rule my-rule.mjs"];

/** They train for half a minute, or for seconds of which there are many in these pages. */
export const TOO_LONG = [
  "npx sweep run sweeps/input-shape.yaml",
  "npx sweep why with-input-shape without-input-shape --ladder",
  "npx sweep run sweeps/dropout.yaml",
  "npx sweep run sweeps/last-id.yaml",
  "npx sweep run sweeps/until-decided.yaml --threads 1",
];

/** To be stopped by hand once it has begun. */
const CTRL_C = /^npx sweep run (\S+) --db (\S+) +# Ctrl-C$/;

/** Types all there is, but for what CI and calibration do and what needs a hand. */
export const typeAll: Instead = (line) => {
  if ([...RUN_BY_CI, ...CALIBRATIONS].includes(line)) return async () => {};
  const [, config, db] = CTRL_C.exec(line) ?? [];
  return config && db ? (place) => begin(place, config, db) : undefined;
};

/** The same without the long ones: of those, what they record before they train. */
export const recordOnly: Instead = (line) => {
  if (!TOO_LONG.includes(line)) return typeAll(line);
  const [, config] = /^npx sweep run (\S+)/.exec(line) ?? [];
  return async (place) => {
    if (config !== undefined) await begin(place, config, "results/sweeps.db");
  };
};

/** Records a sweep and its question, and stops before anything is trained. */
async function begin(place: Workplace, config: string, db: string): Promise<void> {
  const stop = new AbortController();
  const begun = runSweep(join(place.path, config), {
    ...{ db: join(place.path, db), signal: stop.signal },
    onProgress: ({ kind }) => kind === "begin" && stop.abort(),
  });
  await begun.catch((error: unknown) => {
    if (error !== stop.signal.reason) throw error;
  });
}
