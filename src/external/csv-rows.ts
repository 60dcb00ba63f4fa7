/** A delimited text as programs and spreadsheets write it (RFC 4180 and its relatives). */
export interface Csv {
  /** without a byte order mark; every line ends in "\n" */
  readonly text: string;
  readonly delimiter: string;
}

/** Where quoting is broken, and how. */
export interface QuoteMistake {
  /** of the row's first line, from 1 */
  readonly line: number;
  /** from 0 */
  readonly cell: number;
  readonly rule: string;
}

const DELIMITERS = [",", ";", "\t"];

/** A quote that is never closed would take in the file up to here before anyone is told. */
const ROW_BYTES_MAX = 1_000_000;

/** The separator is the one that the first line has most of. */
export function openCsv(raw: string): Csv {
  const text = raw.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n");
  const header = /^.*\S.*$/m.exec(text)?.[0].replace(/"[^"]*"/g, "") ?? "";
  const counts = DELIMITERS.map((delimiter) => header.split(delimiter).length);
  return { text, delimiter: DELIMITERS[counts.indexOf(Math.max(...counts))]! };
}

/**
 * Shows each row's cells, without spaces around them, to `visit`; rows of nothing are passed over.
 *
 * @param visit gets the row's first line, from 1; what it throws ends the reading
 * @returns the place where quoting breaks, which ends the reading too
 */
export async function visitRows(
  csv: Csv,
  visit: (cells: string[], line: number) => void,
): Promise<QuoteMistake | undefined> {
  const visitCells = (cells: string[], line: number) => {
    for (let i = 0; i < cells.length; i++) cells[i] = cells[i]!.trim();
    if (cells.length > 1 || cells[0] !== "") visit(cells, line);
  };
  if (csv.text.includes('"')) return visitQuotedRows(csv, visitCells);
  visitPlainRows(csv, visitCells);
  return undefined;
}

/** Without quotes every line is a row: four times as fast, which long files feel. */
function visitPlainRows(
  { text, delimiter }: Csv,
  visit: (cells: string[], line: number) => void,
): void {
  let start = 0;
  for (let line = 1; start < text.length; line++) {
    const found = text.indexOf("\n", start);
    const end = found < 0 ? text.length : found;
    visit(text.slice(start, end).split(delimiter), line);
    start = end + 1;
  }
}

async function visitQuotedRows(
  { text, delimiter }: Csv,
  visit: (cells: string[], line: number) => void,
): Promise<QuoteMistake | undefined> {
  const { CsvError, parse } = await import("csv-parse/sync");
  let line = 1;
  try {
    parse(text, {
      delimiter,
      record_delimiter: "\n",
      relax_column_count: true,
      max_record_size: ROW_BYTES_MAX,
      on_record: (cells: string[], { lines }) => {
        visit(cells, line);
        line = lines + 1;
        return null;
      },
    });
    return undefined;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return { line, cell: Number(error.column ?? 0), rule: QUOTE_RULES[error.code] ?? CLOSED };
  }
}

const CLOSED = "a quote must be closed";
const QUOTE_RULES: Readonly<Record<string, string>> = {
  CSV_INVALID_CLOSING_QUOTE: "a quote inside a quoted cell must be doubled",
  INVALID_OPENING_QUOTE: "a cell with a quote must begin with one",
};

/** The characters of a cell; of one that its row does not have, the row's end. */
export function cellRange(
  { text, delimiter }: Csv,
  line: number,
  cell: number,
): { readonly start: number; readonly end: number } {
  let start = lineStart(text, line);
  for (let index = 0; ; index++) {
    const end = cellEnd(text, start, delimiter);
    if (index === cell) return { start, end };
    if (text[end] !== delimiter) return { start: end, end };
    start = end + 1;
  }
}

function lineStart(text: string, line: number): number {
  let start = 0;
  for (let n = 1; n < line; n++) start = text.indexOf("\n", start) + 1;
  return start;
}

function cellEnd(text: string, start: number, delimiter: string): number {
  const quoted = text[start] === '"' ? /"(?:[^"]|"")*"/y : undefined;
  if (quoted) quoted.lastIndex = start;
  const from = quoted?.test(text) ? quoted.lastIndex : start;
  const ends = [text.indexOf(delimiter, from), text.indexOf("\n", from)].filter((at) => at >= 0);
  return Math.min(text.length, ...ends);
}
