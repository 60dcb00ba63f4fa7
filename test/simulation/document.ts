import { markedSection } from "../marked-section.ts";

/** The tables in the documentation. */
export const TABLES = markedSection(
  new URL("../../docs/statistics.md", import.meta.url),
  "<!-- simulations: npm run simulate -- --write -->",
  "<!-- end of simulations -->",
);
