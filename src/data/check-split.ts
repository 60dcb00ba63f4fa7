import type { DataProblem } from "./data-problem.ts";
import { splitRows, type ValidationSpec } from "./split.ts";

/**
 * Whether rows are left to train and, where some are to validate, to validate.
 *
 * @param file its name, for messages
 */
export function checkSplit(
  { rows, validation }: { readonly rows: number; readonly validation: ValidationSpec },
  file: string,
): DataProblem[] {
  if (validation === 0) return [];
  if (typeof validation === "object" && "folds" in validation) {
    if (validation.folds <= rows) return [];
    return [{ key: ["validation", "folds"], rule: `must be at most the ${rows} rows of ${file}` }];
  }
  const { trainRowCount, validationRowCount } = splitRows(rows, validation, 0);
  if (trainRowCount > 0 && validationRowCount > 0) return [];
  const key = typeof validation === "number" ? ["validation"] : ["validation", "random"];
  return [{ key, rule: `must leave rows on both sides of the ${rows} of ${file}` }];
}
