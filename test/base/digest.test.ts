import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalJson, digest, type Json, sha256 } from "../../src/base/digest.ts";

const json = fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<Json>;

/** The same value with the keys of all its objects in the opposite order. */
function reversed(value: Json): Json {
  if (Array.isArray(value)) return value.map(reversed);
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value as { [key: string]: Json });
  return Object.fromEntries(entries.reverse().map(([key, member]) => [key, reversed(member)]));
}

describe("canonicalJson", () => {
  test("is the example of RFC 8785, section 3.2.3", () => {
    const value = {
      numbers: [Number("333333333.33333329"), 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/",
      literals: [null, true, false],
    };
    expect(canonicalJson(value)).toBe(
      '{"literals":[null,true,false],' +
        '"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  test("sorts keys by their UTF-16 code units, as RFC 8785 does", () => {
    const keys = ["\u20ac", "\r", "\ufb33", "1", "\u{1f600}", "\u0080", "\u00f6"];
    const value = Object.fromEntries(keys.map((key) => [key, 0]));
    expect(Object.keys(JSON.parse(canonicalJson(value)) as object)).toEqual([
      ...["1", "\r", "\u0080", "\u00f6", "\u20ac", "\u{1f600}", "\ufb33"],
    ]);
  });

  test("is the text JSON.parse reads the value from", () => {
    const property = fc.property(json, (value) => {
      // As text, since JSON.parse makes -0 of what we write as 0.
      expect(JSON.stringify(JSON.parse(canonicalJson(reversed(value))))).toBe(
        JSON.stringify(JSON.parse(canonicalJson(value))),
      );
      expect(reversed(JSON.parse(canonicalJson(value)) as Json)).toEqual(
        reversed(withoutMinusZero(value)),
      );
    });
    fc.assert(property);
  });

  test("does not depend on the order of keys", () => {
    const property = fc.property(json, (value) => {
      expect(canonicalJson(reversed(value))).toBe(canonicalJson(value));
    });
    fc.assert(property);
  });

  test("depends on the order of lists", () => {
    expect(canonicalJson([1, 2])).not.toBe(canonicalJson([2, 1]));
  });

  test("leaves out what is undefined, as if it were not there", () => {
    expect(canonicalJson({ b: undefined, a: { c: undefined } })).toBe('{"a":{}}');
  });

  test("holds 0 and -0 to be equal, as they compare", () => {
    expect(canonicalJson([-0])).toBe("[0]");
  });

  test("keeps a key named __proto__, which is data here", () => {
    const value = JSON.parse('{"__proto__": 1, "a": 2}') as Json;
    expect(canonicalJson(value)).toBe('{"__proto__":1,"a":2}');
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    "refuses %d, at any depth",
    (value) => {
      expect(() => canonicalJson({ a: [{ b: value }] })).toThrow(RangeError);
    },
  );
});

function withoutMinusZero(value: Json): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}

describe("digest", () => {
  test("is the SHA-256 of the canonical text", () => {
    expect(digest({})).toBe("44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
    expect(digest({ b: 1, a: [] })).toBe(sha256('{"a":[],"b":1}'));
  });

  test("is the same for two values exactly when their canonical texts are", () => {
    const property = fc.property(json, json, (a, b) => {
      expect(digest(a) === digest(b)).toBe(canonicalJson(a) === canonicalJson(b));
    });
    fc.assert(property);
  });

  test("differs where one number differs in its last bit", () => {
    const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
    const property = fc.property(finite, (value) => {
      const next = value + Math.abs(value) * Number.EPSILON + Number.MIN_VALUE;
      fc.pre(next !== value && Number.isFinite(next));
      expect(digest({ rate: next })).not.toBe(digest({ rate: value }));
    });
    fc.assert(property);
  });
});

describe("sha256", () => {
  test("is FIPS 180-2's for its own example", () => {
    expect(sha256("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    expect(sha256()).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  });

  test("reads its parts one after another, texts as UTF-8", () => {
    expect(sha256("a", new TextEncoder().encode("bc"))).toBe(sha256("abc"));
    expect(sha256("é")).toBe(sha256(new Uint8Array([0xc3, 0xa9])));
  });

  test("reads a view's own bytes, not all of the memory it looks at", () => {
    const floats = new Float32Array([1, 2, 3, 4]);
    const middle = floats.subarray(1, 3);
    expect(sha256(middle)).toBe(sha256(new Float32Array([2, 3])));
    expect(sha256(new Float32Array(new SharedArrayBuffer(8)))).toBe(sha256(new Float32Array(2)));
  });
});
