// What a thread of `npm run calibrate` runs: tsx reads TypeScript only where it is asked to.
import { register } from "tsx/esm/api";

register();
export const { scoreComparison } = await import("./score-comparison.ts");
