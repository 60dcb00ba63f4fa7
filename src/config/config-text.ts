import { stringify } from "yaml";

/**
 * A config that was made by a program, as the file a person would have written: what is recorded,
 * and what messages show.
 *
 * @param config as JSON could hold it
 */
export function configText(config: object): string {
  return stringify(config, { aliasDuplicateObjects: false, lineWidth: 0 });
}
