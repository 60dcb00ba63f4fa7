import { expect, test } from "vitest";
import { SweepError } from "../../src/base/error.ts";
import { parseConfig } from "../../src/config/parse-config.ts";
import { placesIn, thrownBy, unmarked } from "./marked.ts";
import { MISTAKES, RIGHT } from "./mistakes.ts";

test("the config that the mistakes are made in is right", () => {
  expect(parseConfig(RIGHT, "c.yaml").variants).toHaveLength(2);
});

test.each(MISTAKES)("$title is told where it is", ({ text: marked }) => {
  const { text, places } = unmarked(marked);
  const error = thrownBy(text);
  expect(error).toBeInstanceOf(SweepError);
  const { code, message } = error as SweepError;
  expect(code).toBe("CONFIG_INVALID");
  expect(message).not.toMatch(/^ +at |node_modules|Error:|undefined|\[object/m);
  expect(placesIn(message), message).toEqual(places);
});

test("the messages read as they do in the golden file", async () => {
  const told = MISTAKES.map(({ title, text }) => {
    const error = thrownBy(unmarked(text).text) as SweepError;
    return `# ${title}\n${error.message}\n`;
  });
  await expect(told.join("\n")).toMatchFileSnapshot("golden/mistakes.txt");
});
