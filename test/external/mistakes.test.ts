import { expect, test } from "vitest";
import { SweepError } from "../../src/base/error.ts";
import { readResults } from "../../src/external/read-results.ts";

const LONG = "variant,seed,metric,epoch,value";
const WIDE = "variant,seed,epoch,loss,acc";
const numbered = (count: number, row: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => row(n)).join("\n");

/** Each file, and the places (line:column) that its mistakes are told at. */
const MISTAKES: readonly (readonly [title: string, text: string, places: readonly string[]])[] = [
  ["an empty file", "", ["1:1"]],
  ["a header alone", `${LONG}\n`, ["1:1"]],
  ["a misspelled column", "varian,seed,loss\na,1,2", ["1:1"]],
  ["a value without its metric", "variant,seed,value\na,1,2", ["1:1"]],
  ["the header of something else", "step,wall_time\n1,2", ["1:1"]],
  ["no header", "a,1,loss,1,0.5\na,1,loss,2,0.4", ["1:1"]],
  ["a column twice", "variant,seed,loss,Seed,loss\na,1,2,1,2", ["1:19", "1:24"]],
  ["columns of text alone", "variant,seed,host\na,1,here", ["1:1"]],
  ["a name that would steer a terminal", "variant,seed,loss\n\u001b[31mred,1,2", ["2:1"]],
  ["no name", "variant,seed,loss\n,1,2", ["2:1"]],
  ["seeds that are none", "variant,seed,loss\na,-1,2\na,1.5,2\na,one,2", ["2:3", "3:3", "4:3"]],
  ["a seed beyond 2^53", "variant,seed,loss\na,9007199254740992,2", ["2:3"]],
  ["an epoch that is none", `${WIDE}\na,1,last,2,3`, ["2:5"]],
  ["a text among the numbers", `${WIDE}\na,1,1,2,3\na,1,2,2,n/a`, ["3:9"]],
  ["a decimal comma", "variant;seed;loss\na;1;0.5\na;2;0,5", ["3:5"]],
  ["a number too large", "variant,seed,metric,value\na,1,loss,1e999", ["2:10"]],
  ["a number of another base", "variant,seed,metric,value\na,1,loss,0x10", ["2:10"]],
  ["a metric without a name", "variant,seed,metric,value\na,1,,1", ["2:5"]],
  ["a metric that would steer a terminal", "variant,seed,metric,value\na,1,\u001b[31m,1", ["2:5"]],
  ["too few and too many cells", `${WIDE}\na,1,1,2\na,1,1,2,3,4`, ["2:8", "3:11"]],
  ["a value twice", `${LONG}\na,1,loss,1,0.5\nb,1,loss,1,0.5\na,1,loss,1,0.5`, ["4:10"]],
  ["rows without an epoch", "variant,seed,loss\na,1,3\na,1,2", ["3:3"]],
  ["an epoch left out", `${WIDE}\na,1,4,2,3\na,1,1,2,3\na,1,2,2,3`, ["2:5"]],
  ["epochs from 2", `${WIDE}\na,1,2,2,3\na,1,3,2,3`, ["2:5"]],
  ["epochs from 0 and from 1", `${WIDE}\na,1,0,2,3\na,1,1,2,3\nb,1,1,2,3`, ["4:5"]],
  ["a quote left open", 'variant,seed,loss\na,1,"2\nb,1,3\n', ["2:5"]],
  ["text after a quote", 'variant,seed,loss\n"a"b,1,2', ["2:1"]],
  ["a quote within a cell", 'variant,seed,loss\na,1,2"', ["2:5"]],
  ["a mistake after quoted lines", 'note,variant,seed,loss\n"a\nb",c,1,2\n"d, e",f,x,2', ["4:10"]],
  ["a mistake after line ends of Windows", "variant,seed,loss\r\na,1,2\r\nb,x,2\r\n", ["3:3"]],
  ["a mistake in every row", `variant,seed,loss\n${numbered(500, (n) => `a,s${n},1`)}`, []],
  ["too many variants", `variant,seed,loss\n${numbered(1002, (n) => `v${n},1,2`)}`, ["1002:1"]],
  ["too many runs", `variant,seed,loss\n${numbered(100_002, (n) => `v,${n},2`)}`, ["100002:1"]],
];

async function thrownBy(text: string): Promise<SweepError> {
  const error = await readResults(text, "r.csv").catch((thrown) => thrown);
  expect(error).toBeInstanceOf(SweepError);
  return error as SweepError;
}

test.each(MISTAKES)("%s is told where it is", async (_, text, places) => {
  const { code, message } = await thrownBy(text);
  expect(code).toBe("CONFIG_INVALID");
  const told = [...message.matchAll(/^r\.csv:(\d+:\d+): /gm)].map(([, place]) => place);
  expect(told, message).toEqual(places.length > 0 ? places : told);
});

test("of a file that is wrong in every row the first twenty are told and the others counted", async () => {
  const { message } = await thrownBy(MISTAKES.find(([title]) => title.includes("every row"))![1]);
  expect(message.match(/^r\.csv:/gm)).toHaveLength(20);
  expect(message).toMatch(/\nand 480 more$/);
});

test("the messages read as they do in the golden file", async () => {
  const told: string[] = [];
  for (const [title, text] of MISTAKES) {
    told.push(`# ${title}\n${(await thrownBy(text)).message}\n`);
  }
  await expect(told.join("\n")).toMatchFileSnapshot("golden/mistakes.txt");
});
