import { crc32, inflateRawSync } from "node:zlib";
import { brokenArray } from "./npy-error.ts";

// Node inflates with a limit, and knows the checksum: what a zip library would add is this list.

/** A file in an archive. */
export interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly isEncrypted: boolean;
  readonly crc: number;
  readonly packedBytes: number;
  readonly bytes: number;
  /** where its own header begins */
  readonly start: number;
}

const END = { signature: 0x06054b50, bytes: 22, commentBytesMax: 0xffff } as const;
const LISTED = { signature: 0x02014b50, bytes: 46 } as const;
const LOCAL = { signature: 0x04034b50, bytes: 30 } as const;

/** As an array outside of an archive; a few bytes may claim any size. */
const ENTRY_BYTES_MAX = 2e9;

/** Whether bytes begin as an archive does, an empty one too. */
export function isZip(bytes: Buffer): boolean {
  return (
    bytes.length >= 4 &&
    ([LOCAL.signature, END.signature] as number[]).includes(bytes.readUInt32LE(0))
  );
}

/**
 * The list at an archive's end.
 *
 * @param file its name, for messages
 * @throws SweepError CONFIG_INVALID with the byte at which it breaks a rule
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT sections 4.3.7, 4.3.12, 4.3.16
 */
export function zipEntries(bytes: Buffer, file: string): ZipEntry[] {
  const end = endOf(bytes, file);
  const count = bytes.readUInt16LE(end + 10);
  let at = bytes.readUInt32LE(end + 16);
  const entries: ZipEntry[] = [];
  for (let index = 0; index < count; index++) {
    const where = `${file}: byte ${at}`;
    if (at + LISTED.bytes > end || bytes.readUInt32LE(at) !== LISTED.signature) {
      throw brokenArray(where, `must be entry ${index + 1} of ${count}`, "other bytes");
    }
    const nameEnd = at + LISTED.bytes + bytes.readUInt16LE(at + 28);
    const next = nameEnd + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
    if (next > end) throw brokenArray(where, "an entry must end before the list does", `${next}`);
    entries.push({
      name: bytes.toString("utf8", at + LISTED.bytes, nameEnd),
      method: bytes.readUInt16LE(at + 10),
      isEncrypted: (bytes.readUInt16LE(at + 8) & 1) === 1,
      crc: bytes.readUInt32LE(at + 16),
      packedBytes: bytes.readUInt32LE(at + 20),
      bytes: bytes.readUInt32LE(at + 24),
      start: bytes.readUInt32LE(at + 42),
    });
    at = next;
  }
  return entries;
}

/** It comes last but for a comment. */
function endOf(bytes: Buffer, file: string): number {
  const first = Math.max(0, bytes.length - END.bytes - END.commentBytesMax);
  for (let at = bytes.length - END.bytes; at >= first; at--) {
    if (bytes.readUInt32LE(at) === END.signature) return at;
  }
  const hint = "the file is cut off";
  throw brokenArray(`${file}: byte ${bytes.length}`, "an archive must end in a list", "none", hint);
}

/**
 * An entry's content.
 *
 * @param where for messages
 * @throws SweepError CONFIG_INVALID where it is not what the list says
 */
export function readEntry(bytes: Buffer, entry: ZipEntry, where: string): Buffer {
  const { start, packedBytes, isEncrypted, bytes: size, crc } = entry;
  if (isEncrypted) throw brokenArray(where, "must not be encrypted", "an encrypted entry");
  if (size > ENTRY_BYTES_MAX) {
    throw brokenArray(where, `must be at most ${ENTRY_BYTES_MAX} bytes`, `${size}`);
  }
  const isThere = start + LOCAL.bytes <= bytes.length;
  if (!isThere || bytes.readUInt32LE(start) !== LOCAL.signature) {
    throw brokenArray(`${where}: byte ${start}`, "must begin here", "other bytes");
  }
  const names = bytes.readUInt16LE(start + 26) + bytes.readUInt16LE(start + 28);
  const dataStart = start + LOCAL.bytes + names;
  if (dataStart + packedBytes > bytes.length) {
    const left = Math.max(0, bytes.length - dataStart);
    throw brokenArray(`${where}: byte ${start}`, `must be ${packedBytes} bytes`, `${left}`);
  }
  const content = unpack(bytes.subarray(dataStart, dataStart + packedBytes), entry, where);
  if (content.length !== size) {
    throw brokenArray(where, `must come to ${size} bytes`, `${content.length}`);
  }
  const got = crc32(content);
  if (got !== crc) throw brokenArray(where, `must have the checksum ${crc}`, `${got}`);
  return content;
}

function unpack(packed: Buffer, { method, bytes }: ZipEntry, where: string): Buffer {
  if (method === 0) return packed;
  if (method !== 8) throw brokenArray(where, "must be stored or deflated", `method ${method}`);
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, bytes) });
  } catch (cause) {
    const { message } = cause as Error;
    throw brokenArray(where, `must inflate to ${bytes} bytes`, `"${message}"`);
  }
}
