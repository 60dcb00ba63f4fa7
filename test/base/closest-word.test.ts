import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { closestWord } from "../../src/base/closest-word.ts";

const word = fc.stringMatching(/^[a-z]{1,12}$/);
const words = fc.array(word, { minLength: 1, maxLength: 8 });

describe("closestWord", () => {
  test.each([
    ["epcohs", "epochs"],
    ["sede", "seed"],
    ["untis", "units"],
    ["units", "units"],
    ["unit", "units"],
    ["unitss", "units"],
    ["EPOCHS", "epochs"],
    ["learningrate", "learningRate"],
    ["leraningRtae", "learningRate"],
  ])("%s means %s", (got, meant) => {
    expect(closestWord(got, ["seed", "units", "epochs", "learningRate"])).toBe(meant);
  });

  test.each(["verbose", "uxyts", "s", "", "seedseed", "etacputing"])("%j means nothing", (got) => {
    expect(closestWord(got, ["seed", "units", "epochs", "learningRate"])).toBeUndefined();
  });

  test("means nothing where nothing is known", () => {
    expect(closestWord("seed", [])).toBeUndefined();
  });

  test("takes the nearer word before the first, and the first of equally near ones", () => {
    expect(closestWord("adax", ["adamax", "adam"])).toBe("adam");
    expect(closestWord("bat", ["cat", "rat"])).toBe("cat");
  });

  test("gives one of the words known, or nothing", () => {
    const property = fc.property(word, words, (got, known) => {
      expect([...known, undefined]).toContain(closestWord(got, known));
    });
    fc.assert(property);
  });

  test("finds a known word by itself", () => {
    const property = fc.property(words, fc.nat(), (known, at) => {
      const got = known[at % known.length]!;
      expect(closestWord(got, known)).toBe(got);
    });
    fc.assert(property);
  });

  test("finds a word through one slip: a letter too many, too few, wrong or swapped", () => {
    const slip = fc.tuple(word, fc.nat(), fc.constantFrom("add", "drop", "change", "swap"));
    const property = fc.property(slip, ([meant, place, kind]) => {
      const at = place % meant.length;
      const [before, letter, after] = [meant.slice(0, at), meant[at]!, meant.slice(at + 1)];
      const got = {
        add: `${before}_${letter}${after}`,
        drop: `${before}${after}`,
        change: `${before}_${after}`,
        swap: `${before}${after.slice(0, 1)}${letter}${after.slice(1)}`,
      }[kind];
      expect(closestWord(got, [meant])).toBe(meant);
    });
    fc.assert(property);
  });

  test("finds no word of which more than a third of the letters differ", () => {
    const property = fc.property(word, (meant) => {
      const wrong = Math.max(1, Math.floor(meant.length / 3)) + 1;
      fc.pre(wrong <= meant.length);
      expect(closestWord("_".repeat(wrong) + meant.slice(wrong), [meant])).toBeUndefined();
      expect(closestWord(meant + "_".repeat(wrong), [meant])).toBeUndefined();
    });
    fc.assert(property);
  });

  test("passes over a word of a million letters at once", () => {
    const startMs = performance.now();
    const known = Array.from({ length: 200 }, (_, index) => `option-${index}`);
    expect(closestWord("a".repeat(1e6), known)).toBeUndefined();
    expect(performance.now() - startMs).toBeLessThan(100);
  });
});
