import { createHash } from "node:crypto";

/** Anything JSON can carry, with keys in any order. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json | undefined };

/** SHA-256 of the given bytes, one after another, as 64 hex digits. */
export function sha256(...parts: readonly (string | ArrayBufferView)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) {
    if (typeof part === "string") {
      hash.update(part);
      continue;
    }
    const bytes = new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
    for (let start = 0; start < bytes.length; start += CHUNK_BYTES) {
      hash.update(bytes.subarray(start, start + CHUNK_BYTES));
    }
  }
  return hash.digest("hex");
}

/** Node's hash refuses 2 GiB and more at once. */
const CHUNK_BYTES = 2 ** 30;

/**
 * The one text of a JSON value: keys sorted, undefined members left out, numbers as ECMAScript
 * prints them (RFC 8785), so that equal values have equal digests.
 *
 * @throws RangeError on numbers JSON cannot carry (they would all become null and collide)
 */
export function canonicalJson(value: Json): string {
  if (typeof value === "number" && !Number.isFinite(value)) {
    throw new RangeError(`canonicalJson: numbers must be finite, got ${value}`);
  }
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  const members = Object.entries(value as { [key: string]: Json | undefined })
    .filter((member): member is [string, Json] => member[1] !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join(",")}}`;
}

/** SHA-256 of a value's canonical JSON. */
export function digest(value: Json): string {
  return sha256(canonicalJson(value));
}
