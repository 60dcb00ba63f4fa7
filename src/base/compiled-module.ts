/**
 * A module that runs as a process or thread of its own: always in its compiled form, as what makes
 * TypeScript run in tests does not reach into threads.
 *
 * @param path relative to the importer, without an ending
 * @param importer its import.meta.url, in src or in dist
 */
export function compiledModule(path: string, importer: string): URL {
  const url = new URL(`${path}.js`, importer);
  if (importer.endsWith(".ts"))
    url.pathname = url.pathname.replace(/\/src\/(?!.*\/src\/)/, "/dist/");
  return url;
}
