import { availableKernels } from "../../src/engine/compiled/load-kernels.ts";
import { describeLastId } from "../reference/last-id.ts";

describeLastId("tfjs-wasm", "tfjs wasm");
describeLastId("compiled", `compiled ${availableKernels()[0]!}`);
