import { z } from "zod";
import { isPlainObject } from "./check-shape.ts";
import { compareSchema } from "./schema.ts";
import { name, object } from "./schema-parts.ts";

/** What stands in place of a config for results that were trained elsewhere. */
export const importSchema = object({
  name,
  imported: object({ file: z.string(), sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
  compare: compareSchema.prefault({}),
});

/** Whether a config's value is that of an import, be it well-formed or not. */
export function isImport(value: unknown): boolean {
  return isPlainObject(value) && Object.hasOwn(value, "imported");
}
