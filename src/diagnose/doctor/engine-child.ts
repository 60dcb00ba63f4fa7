// The process that loads one engine for `engine-process.ts`, answers once and waits to be ended.
import type { EngineName } from "../../engine/engine.ts";
import { examineEngine } from "./examine-engine.ts";

process.on("disconnect", () => process.exit());
process.send!(await examineEngine(process.argv[2] as EngineName));
