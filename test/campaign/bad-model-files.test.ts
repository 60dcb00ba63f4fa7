import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import {
  badFile,
  endReader,
  isClear,
  KINDS,
  lateFileCount,
  messagesOn,
} from "../weights/bad-files.ts";

afterAll(endReader);

/** Files that cannot be read, of each of the four kinds. */
const REFUSED_COUNT = 2500;
const ROUND = 500;
/** No kind takes more than one in five of its damages for nothing. */
const ROUND_COUNT_MAX = 30;

// Damages that change no more than numbers leave a file that can be read; they are not counted.
test.each(KINDS)(
  "2,500 damaged files that cannot be read are refused in clear words, %s",
  async (kind) => {
    let [refusedCount, readCount] = [0, 0];
    const told = new Set<string>();
    for (let round = 1; refusedCount < REFUSED_COUNT; round++) {
      expect(round).toBeLessThanOrEqual(ROUND_COUNT_MAX);
      await fc.assert(
        fc.asyncProperty(badFile(kind), async ({ name, bytes }) => {
          const messages = await messagesOn(kind, name, bytes);
          if (messages.length > 0) refusedCount++;
          else readCount++;
          for (const message of messages) told.add(message.replace(/\d+/g, "0").slice(0, 60));
          expect(messages.filter((message) => !isClear(message))).toEqual([]);
        }),
        { numRuns: ROUND, seed: round },
      );
    }
    const late =
      kind === "h5" ? `, ${lateFileCount()} of them after the reader had to be ended` : "";
    console.log(
      `${kind}: ${refusedCount} refused${late}; ${readCount} read; ${told.size} messages`,
    );
  },
  3_600_000,
);
