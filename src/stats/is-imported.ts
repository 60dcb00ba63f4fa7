/**
 * Whether runs were trained elsewhere. Their values were read from a text, which may have rounded
 * them: equal ones are ties, and no proof that the runs are equal.
 */
export function isImported(engine: string): boolean {
  return engine === "external";
}
