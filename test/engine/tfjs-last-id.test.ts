import { describeLastId } from "../reference/last-id.ts";

describeLastId("wasm");
