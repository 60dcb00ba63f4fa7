/**
 * A user's module with all local files that it imports, as one JavaScript module. It can be sent to
 * other processes and threads, which so run the very bytes that were digested.
 */
export interface ModuleBundle {
  /** of the module's file and of the local files it imports: their places from it, their bytes */
  readonly sha256: string;
  /** an ES module; packages are imported from where they lie */
  readonly code: string;
  /** its source map, with absolute paths */
  readonly map: string;
  /** the module's file, an absolute path */
  readonly file: string;
  /** the same as messages name it */
  readonly shownFile: string;
}

/** How V8 names the code of a bundle in call stacks. */
export function scriptNameOf({ sha256 }: Pick<ModuleBundle, "sha256">): string {
  return `sweep-module:${sha256}`;
}
