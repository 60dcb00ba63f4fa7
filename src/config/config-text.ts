import { stringify } from "yaml";
import { SweepError } from "../base/error.ts";

/**
 * A config that was made by a program, as the file a person would have written: what is recorded,
 * and what messages show.
 *
 * @param config as JSON could hold it
 * @throws SweepError CONFIG_INVALID where it holds something else, such as a function or itself
 */
export function configText(config: object): string {
  let text: string | undefined;
  let reason = String(config);
  try {
    text = stringify(config, { aliasDuplicateObjects: false, lineWidth: 0 });
  } catch (error) {
    reason = (error as Error).message;
  }
  if (text !== undefined) return text;
  const rule = "must be texts, numbers, flags, lists and blocks of keys, as YAML has them";
  throw new SweepError("CONFIG_INVALID", `config: ${rule}, got ${reason}`);
}
