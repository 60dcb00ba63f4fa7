import { expect, test } from "vitest";
import { documents, TOO_LONG, typeAll } from "../docs/documents.ts";
import { follow } from "../docs/follow.ts";

// The documents with their long commands; test/docs.test.ts types all the others.

const long = documents().filter(({ blocks }) =>
  blocks.some(({ commands }) => commands.some(({ line }) => TOO_LONG.includes(line))),
);

test("the README and the tutorial have long commands", () => {
  expect(long.map(({ file }) => file)).toEqual(["README.md", "docs/tutorial.md"]);
});

test.each(long)("$file shows what its long commands print", async (document) => {
  await follow(document, typeAll);
});
