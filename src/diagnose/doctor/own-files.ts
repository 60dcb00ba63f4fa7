import { type Check, checked } from "./check.ts";

/** SHA-256 by path, as found and as written down when they were made; undefined: none. */
export interface OwnFiles {
  /** of src or dist, whichever this program runs from */
  readonly wasm: { readonly found?: string; readonly committed?: string };
  readonly addon: {
    readonly found?: string;
    readonly stamp?: AddonStamp;
    /** of the C sources that lie here */
    readonly sources: string;
  };
  /** undefined: this program does not run from dist */
  readonly dist?: {
    readonly found: ReadonlyMap<string, string>;
    readonly written?: ReadonlyMap<string, string>;
  };
}

/** What tools/build-kernels.mjs writes beside the addon. */
export interface AddonStamp {
  readonly sources: string;
  readonly compiler: string;
  /** of the addon itself */
  readonly addon?: string;
}

const BUILD = "npm run build makes it anew";

/** Our own kernels and the compiled program: what was made is what lies there. */
export function ownFilesChecks(files: OwnFiles): Check[] {
  return [
    wasmCheck(files.wasm),
    addonCheck(files.addon),
    ...(files.dist ? [distCheck(files.dist)] : []),
  ];
}

function wasmCheck({ found, committed }: OwnFiles["wasm"]): Check {
  const what = { topic: "files", name: "kernels.wasm", text: "as committed" } as const;
  const fault = `kernels.wasm: must have SHA-256 ${short(committed)}, got ${short(found)}`;
  const isGood = found !== undefined && found === committed;
  return checked(what, isGood ? [] : [fault], `git checkout src, then ${BUILD}`);
}

function addonCheck({ found, stamp, sources }: OwnFiles["addon"]): Check {
  const what = { topic: "files", name: "kernels.node" } as const;
  if (found === undefined) {
    const text = "not built, WASM is used: npm run build makes it where there is a C compiler";
    return { ...what, state: "absent", text, faults: [] };
  }
  const where = "build/kernels.node";
  const faults = [
    ...(stamp && stamp.sources !== sources
      ? [`${where}: must be built from the sources that are here, got one of others`]
      : []),
    ...(stamp?.addon === undefined ? [`${where}: must have its digest beside it, got none`] : []),
    ...(stamp?.addon !== undefined && stamp.addon !== found
      ? [`${where}: must have SHA-256 ${short(stamp.addon)} as built, got ${short(found)}`]
      : []),
  ];
  const text = `built here by the compiler ${short(stamp?.compiler)}`;
  return checked({ ...what, text }, faults, `remove build, then ${BUILD}`);
}

function distCheck({ found, written }: NonNullable<OwnFiles["dist"]>): Check {
  const what = { topic: "files", name: "dist" } as const;
  const paths = [...new Set([...(written?.keys() ?? []), ...found.keys()])].sort();
  const faults = paths.flatMap((path) => {
    const [must, got] = [written?.get(path), found.get(path)];
    return must === got
      ? []
      : [`dist/${path}: must have SHA-256 ${short(must)} as built, got ${short(got)}`];
  });
  return checked({ ...what, text: `${found.size} files as built here` }, faults, BUILD);
}

function short(sha256: string | undefined): string {
  return sha256 === undefined ? "none" : `${sha256.slice(0, 12)}…`;
}
