// What tsc leaves undone: the schema belongs beside the module that reads it, and the program has
// to be executable, as npx may link to it without making it so.
import { chmodSync, cpSync } from "node:fs";

cpSync("src/store/schema.sql", "dist/store/schema.sql");
chmodSync("dist/cli/main.js", 0o755);
