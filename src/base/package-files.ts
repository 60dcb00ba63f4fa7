// Modules lie in src, or bundled in dist, where they no longer know their folder: files are found
// from the package's root.

/**
 * A file of the package.
 *
 * @param path from the package's root
 * @param importer import.meta.url of any module of the package
 */
export function packageFile(path: string, importer: string): URL {
  return new URL(`${split(importer).root}${path}`);
}

/**
 * A file that is in src and copied to dist: the one in the importer's own tree.
 *
 * @param path from src
 */
export function sourceFile(path: string, importer: string): URL {
  const { root, tree } = split(importer);
  return new URL(`${root}${tree}/${path}`);
}

/**
 * A module that runs as a process or thread of its own: always in its compiled form, as what makes
 * TypeScript run in tests does not reach into threads.
 *
 * @param path from src, without an ending
 */
export function compiledModule(path: string, importer: string): URL {
  return packageFile(`dist/${path}.js`, importer);
}

function split(importer: string): { root: string; tree: string } {
  const [, root, tree] = /^(.*\/)(src|dist)\//.exec(importer) ?? [];
  if (root === undefined || tree === undefined) {
    throw new RangeError(`package files: need a module in src or dist, got ${importer}`);
  }
  return { root, tree };
}
