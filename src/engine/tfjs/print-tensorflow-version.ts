// A program of its own: prints the version of the libtensorflow that tfjs-node computes with.
import { loadBackend } from "./load-backend.ts";
import { tensorflowVersion } from "./tensorflow-version.ts";

try {
  await loadBackend("node");
  process.stdout.write(`${tensorflowVersion()}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
