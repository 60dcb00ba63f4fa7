/** A table's statement without comments and layout, in which a column that was added looks alike. */
export function bareSql(sql: string | null): string | null {
  if (sql === null) return null;
  const plain = sql.replace(/--.*$/gm, "").replace(/\s+/g, " ");
  return plain.replace(/ ?([(),]) ?/g, "$1");
}
