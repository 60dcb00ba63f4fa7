#!/usr/bin/env node
// The program: nothing but a head start for the host process of `sweep run`, and all the rest,
// which takes as long to read as that process takes to start.
import { availableParallelism } from "node:os";
import { takeSpareHost, warmUpHost } from "../run/local/spare-host.ts";

if (process.argv[2] === "run" && process.argv.length > 3) warmUpHost(availableParallelism());
const { runProgram } = await import("./main.ts");
await runProgram();
takeSpareHost()?.kill("SIGKILL"); // nothing was to be trained; its pipes would keep us waiting
