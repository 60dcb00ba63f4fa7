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

/** Files that cannot be read; those of HDF5 are read by a process of its own. */
const REFUSED_COUNTS = { "model.json": 10_000, npz: 10_000, safetensors: 10_000, h5: 2500 };
const ROUND = 500;
/** No kind takes more than one in two of its damages for nothing. */
const DAMAGES_MAX = 2;

// Damages that change no more than numbers leave a file that can be read; they are not counted.
test.each(KINDS)(
  "thousands of damaged files that cannot be read are refused in clear words, %s",
  async (kind) => {
    const count = REFUSED_COUNTS[kind];
    let [refusedCount, readCount] = [0, 0];
    const told = new Set<string>();
    for (let round = 1; refusedCount < count; round++) {
      expect((round - 1) * ROUND).toBeLessThan(DAMAGES_MAX * count);
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
