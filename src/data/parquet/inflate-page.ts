import { brotliDecompressSync, gunzipSync } from "node:zlib";
import {
  compressors,
  decompressLz4,
  decompressLz4Raw,
  decompressZstd,
} from "hyparquet-compressors";
import { BrokenParquet } from "./parquet-error.ts";

/** No writer makes pages so large; a few bytes may claim to be. */
const PAGE_BYTES_MAX = 2 ** 28;

/**
 * A page's bytes. No codec writes more than the page's header says, whatever its own says.
 *
 * @param size as the header says it
 * @param where for messages
 * @throws BrokenParquet if it is too large, or not what comes out
 */
export function inflatePage(
  bytes: Uint8Array,
  size: number,
  codec: string | undefined,
  where: string,
): Uint8Array {
  if (size > PAGE_BYTES_MAX) {
    throw new BrokenParquet(where, `a page must be at most ${PAGE_BYTES_MAX} bytes`, `${size}`);
  }
  const page = inflate(bytes, size, codec, where);
  if (page.length === size) return page;
  throw new BrokenParquet(where, `must come to ${size} bytes`, `${page.length}`);
}

function inflate(
  bytes: Uint8Array,
  size: number,
  codec: string | undefined,
  where: string,
): Uint8Array {
  if (codec === "UNCOMPRESSED" || (bytes.length === 0 && size === 0)) return bytes;
  // Of nothing zlib wants a limit all the same.
  const maxOutputLength = Math.max(1, size);
  switch (codec) {
    case "GZIP":
      return gunzipSync(bytes, { maxOutputLength });
    case "BROTLI":
      return brotliDecompressSync(bytes, { maxOutputLength });
    case "SNAPPY":
      return compressors.SNAPPY!(bytes, size);
    case "ZSTD":
      return decompressZstd(bytes, new Uint8Array(size));
    case "LZ4":
      return decompressLz4(bytes, size);
    case "LZ4_RAW":
      return decompressLz4Raw(bytes, size);
    default:
      throw new BrokenParquet(where, "must have a codec that is known", codec ?? "none");
  }
}
