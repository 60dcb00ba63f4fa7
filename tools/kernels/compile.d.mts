/** What the tests use of compile.mjs. */
export function compileAddon(compiler: readonly string[], output: string): void;
export function versionOf(compiler: readonly string[]): string | undefined;
