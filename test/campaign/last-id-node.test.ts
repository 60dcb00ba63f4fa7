import { loadableBackends } from "../engine/backends.ts";
import { describeLastId } from "../reference/last-id.ts";

if ((await loadableBackends()).includes("node")) describeLastId("tfjs-node", "tfjs node");
