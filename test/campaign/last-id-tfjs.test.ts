import { loadableBackends } from "../engine/backends.ts";
import { describeLastId } from "../reference/last-id.ts";

// test/engine/last-id.test.ts has the compiled engine.
describeLastId("tfjs-wasm", "tfjs wasm");
if ((await loadableBackends()).includes("node")) describeLastId("tfjs-node", "tfjs node");
