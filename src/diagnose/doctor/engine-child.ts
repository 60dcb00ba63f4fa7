// The process that loads engines for `engine-process.ts`, one after the other as they share tfjs'
// one backend in use, tells of each and waits to be ended.
import type { EngineName } from "../../engine/engine.ts";
import { examineEngine } from "./examine-engine.ts";

process.on("disconnect", () => process.exit());
for (const name of process.argv.slice(2)) process.send!(await examineEngine(name as EngineName));
