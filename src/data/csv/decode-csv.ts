import { isUtf8 } from "node:buffer";
import { type Csv, openCsv } from "../../external/csv-rows.ts";
import { MistakeList } from "../../external/mistake-list.ts";

/**
 * The text of a file's bytes.
 *
 * @param name of the file, for messages
 * @throws SweepError CONFIG_INVALID with the place of the first byte that is no UTF-8
 */
export function decodeCsv(bytes: Buffer, name: string): Csv {
  const csv = openCsv(bytes.toString("utf8"));
  if (isUtf8(bytes)) return csv;
  const before = csv.text.slice(0, csv.text.indexOf("\uFFFD"));
  const line = before.split("\n").length;
  const cell = before.slice(before.lastIndexOf("\n") + 1).split(csv.delimiter).length - 1;
  const mistakes = new MistakeList();
  const message = "text: must be UTF-8, got other bytes";
  mistakes.add({ line, cell, message, hint: "save it as CSV in UTF-8" });
  mistakes.throwIfAny(csv, name);
  return csv;
}
