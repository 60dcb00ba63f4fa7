import type { Argv } from "yargs";
import type { QueryResult } from "../store/guarded-query.ts";
import { userQuery } from "../store/user-query.ts";
import { type Command, DB_OPTION, ExitCode, JSON_OPTION } from "./command.ts";

type Format = "table" | "csv" | "json";

interface QueryOptions {
  sql: string;
  db: string;
  json: boolean;
  format?: Format | undefined;
}

/** Runs a user's SQL, read-only. */
export const queryCommand: Command<QueryOptions> = {
  usage: "query <sql>",
  summary: "read-only SQL on the database",
  example: "sweep query \"SELECT variant, seed, last FROM run_results WHERE metric = 'val_loss'\"",
  options: (yargs: Argv) =>
    yargs.positional("sql", { type: "string", demandOption: true }).options({
      ...DB_OPTION,
      ...JSON_OPTION,
      format: { choices: ["table", "csv", "json"] as const, describe: "default: table" },
    }) as unknown as Argv<QueryOptions>,

  async run(options, io) {
    const result = await userQuery(options.db, options.sql);
    io.out(RENDERERS[options.json ? "json" : (options.format ?? "table")](result));
    return ExitCode.ok;
  },
};

type Cell = QueryResult["rows"][number][number];

const RENDERERS: Readonly<Record<Format, (result: QueryResult) => string>> = {
  table({ columns, rows }) {
    const cells = [columns, ...rows.map((row) => row.map(plainText))];
    const widths = columns.map((_, i) => Math.max(...cells.map((row) => row[i]!.length)));
    const rightAligned = columns.map((_, i) => rows.some((row) => typeof row[i] === "number"));
    const lines = cells.map((row) =>
      row
        .map((cell, i) => (rightAligned[i] ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!)))
        .join("  ")
        .trimEnd(),
    );
    return `${lines.join("\n")}\n`;
  },
  /** @see RFC 4180 */
  csv({ columns, rows }) {
    const quoted = (cell: string) =>
      /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
    const lines = [columns, ...rows.map((row) => row.map((cell) => String(jsonValue(cell) ?? "")))];
    return lines.map((line) => `${line.map(quoted).join(",")}\r\n`).join("");
  },
  json({ columns, rows }) {
    const objects = rows.map((row) =>
      Object.fromEntries(columns.map((column, i) => [column, jsonValue(row[i] ?? null)])),
    );
    return `${JSON.stringify(objects, null, 2)}\n`;
  },
};

/** What a terminal shows: no control characters, whatever the database holds. */
function plainText(cell: Cell): string {
  return String(jsonValue(cell) ?? "").replace(/\p{Cc}/gu, " ");
}

/** JSON has no bytes, no whole numbers beyond 2^53 and no infinities; they are written as text. */
function jsonValue(cell: Cell): string | number | null {
  if (cell instanceof Uint8Array) return Buffer.from(cell).toString("hex");
  if (typeof cell === "bigint") return String(cell);
  return typeof cell === "number" && !Number.isFinite(cell) ? String(cell) : cell;
}
