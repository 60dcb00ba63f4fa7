import { availableKernels } from "../../src/engine/compiled/load-kernels.ts";
import { describeLastId } from "../reference/last-id.ts";

// test/campaign/last-id-tfjs.test.ts has tfjs' engines, whose twenty runs take half a minute.
describeLastId("compiled", `compiled ${availableKernels()[0]!}`);
