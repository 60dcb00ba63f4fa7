import { describe, expect, test } from "vitest";
import { divergedDigests, engineNames } from "../engine/diverged-digests.ts";

/** In ten fresh processes, twenty times in each. */
const [PROCESSES, TIMES] = [10, 20];

describe("a diverged run trained 200 times, in fresh and in used processes, has one digest", async () => {
  const names = await engineNames();
  const found = new Map<string, Set<string>>();

  test.each(names)("on %s", (name) => {
    const digests = Array.from({ length: PROCESSES }, () => divergedDigests(name, TIMES)).flat();
    expect(digests).toHaveLength(PROCESSES * TIMES);
    found.set(name, new Set(digests));
    expect(found.get(name)!.size).toBe(1);
  });

  test("and the same on every kernel set", () => {
    const compiled = [...found].filter(([name]) => !name.startsWith("tfjs-"));
    expect(compiled.length).toBeGreaterThanOrEqual(2);
    expect(new Set(compiled.flatMap(([, digests]) => [...digests])).size).toBe(1);
  });
});
