/** A package whose files are known, as package-lock.json names it. */
export interface LockedPackage {
  readonly name: string;
  readonly version: string;
  /** whether it may be missing */
  readonly isOptional: boolean;
  /** SHA-256 as hex digits, by paths in the package; of covered files only */
  readonly files: ReadonlyMap<string, string>;
}

const ENDINGS = "js cjs mjs json wasm node c cc cpp h hpp gyp gypi".split(" ");
const COVERED = new RegExp(`\\.(${ENDINGS.join("|")})$`);

/**
 * Whether a file's bytes can matter: Node loads it, or a compiler builds what Node loads. Source
 * maps, types and texts, two thirds of the bytes, cannot.
 *
 * @param path in its package
 */
export function isCovered(path: string): boolean {
  return COVERED.test(path);
}

const HEADING = `# SHA-256 of the installed files of the packages that compute and record.
# Made by \`npm run integrity\` from the tarballs of package-lock.json, once each had the lock's
# SHA-512; read by \`sweep doctor\`, and by \`sha256sum -c\` in node_modules. Covered are endings
# ${ENDINGS.join(", ")}
`;

/** The manifest as a file, one line a file. */
export function printManifest(packages: readonly LockedPackage[]): string {
  const blocks = packages.map(({ name, version, isOptional, files }) => {
    const lines = [...files].sort(([a], [b]) => (a < b ? -1 : 1));
    return [
      `# package ${name} ${version}${isOptional ? " optional" : ""}`,
      ...lines.map(([path, sha256]) => `${sha256}  ${name}/${path}`),
    ].join("\n");
  });
  return `${HEADING}\n${blocks.join("\n\n")}\n`;
}

/**
 * Reads what `printManifest` wrote.
 *
 * @throws RangeError on a line that is none of its lines
 */
export function parseManifest(text: string): LockedPackage[] {
  const packages: (LockedPackage & { readonly files: Map<string, string> })[] = [];
  for (const line of text.split("\n")) {
    const [, name, version, optional] = /^# package (\S+) (\S+)( optional)?$/.exec(line) ?? [];
    if (name !== undefined) {
      packages.push({ name, version: version!, isOptional: !!optional, files: new Map() });
      continue;
    }
    if (line === "" || line.startsWith("#")) continue;
    const [, sha256, path] = /^([0-9a-f]{64}) {2}(.+)$/.exec(line) ?? [];
    const last = packages.at(-1);
    if (path === undefined || !last || !path.startsWith(`${last.name}/`)) {
      throw new RangeError(
        `packages manifest: a line must be a file of its package, got "${line}"`,
      );
    }
    last.files.set(path.slice(last.name.length + 1), sha256!);
  }
  return packages;
}
