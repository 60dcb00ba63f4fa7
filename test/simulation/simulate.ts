// `npm run simulate`: how often the verdicts err, with the functions that reach them. Prints Markdown
// tables; with --write they replace those of docs/statistics.md. Ends with 1 if a promise is broken.
import { TABLES } from "./document.ts";
import { QUESTIONS } from "./questions.ts";
import { brokenPromises, markdown, type Table } from "./table.ts";

const REPETITIONS = 20_000;

const tables: Table[] = [];
for (const [name, question] of Object.entries(QUESTIONS)) {
  const start = performance.now();
  tables.push(question(REPETITIONS));
  process.stderr.write(`${name}: ${((performance.now() - start) / 1000).toFixed(0)} s\n`);
}
const text = tables.map(markdown).join("\n\n");
process.stdout.write(`${text}\n`);
if (process.argv.includes("--write")) TABLES.write(text);
for (const broken of tables.flatMap((table) => brokenPromises(table, 0))) {
  process.stderr.write(`promise broken: ${broken}\n`);
  process.exitCode = 1;
}
