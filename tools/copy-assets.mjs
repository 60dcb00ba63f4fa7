// tsc emits only what it compiles: the schema is put beside the module that reads it.
import { cpSync } from "node:fs";

cpSync("src/store/schema.sql", "dist/store/schema.sql");
