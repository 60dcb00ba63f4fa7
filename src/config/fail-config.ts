import type { Problem } from "./problem.ts";
import { readYaml } from "./yaml-source.ts";

/**
 * Refuses a config for what its parts turned out to mean outside of it: a file that it names, a
 * column of that file.
 *
 * @param text the config, as `parseConfig` took it
 * @param file its name, for messages
 * @param elsewhere mistakes in those files, each a line that names its file
 * @throws SweepError CONFIG_INVALID naming every problem with line, column and caret
 */
export function failConfig(
  text: string,
  file: string,
  problems: readonly Problem[],
  elsewhere: readonly string[] = [],
): never {
  return readYaml(text, file).fail(problems, elsewhere);
}
