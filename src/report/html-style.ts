import { DARK_THEME, LIGHT_THEME, themeDeclarations } from "./chart/plot-theme.ts";

/** The page's style: one column of text, pictures beside each other where there is room. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; ${themeDeclarations(LIGHT_THEME)} }
@media (prefers-color-scheme: dark) { :root { ${themeDeclarations(DARK_THEME)} } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", sans-serif;
  overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
main { max-width: 68rem; margin: 0 auto; padding: 2.5rem 1rem 4rem; }
h1 { margin: 0; font-size: 1rem; font-weight: 600; color: var(--muted); }
h2 { margin: 3.25rem 0 .75rem; font-size: 1.25rem; line-height: 1.3; text-wrap: pretty; }
h3 { margin: 1.75rem 0 .5rem; font-size: 1rem; }
p { max-width: 46rem; margin: .5rem 0; }
.about { margin: 0; color: var(--muted); font-size: .9rem; }
.verdict { margin: 1.5rem 0 0; padding: .1rem 0 .1rem 1.1rem; border-left: 4px solid var(--muted); }
.verdict.better { border-color: var(--better); }
.verdict.worse { border-color: var(--worse); }
.verdict.negligible, .verdict.equivalent, .verdict.identical { border-color: var(--ink); }
.word { margin: 0; font-size: .8rem; font-weight: 700; letter-spacing: .09em;
  text-transform: uppercase; color: var(--muted); }
.better .word { color: var(--better); }
.worse .word { color: var(--worse); }
.verdict h2 { margin: 0; font-size: 1.6rem; max-width: 46rem; line-height: 1.25; }
.several .verdict h2 { font-size: 1.2rem; }
.verdict p.grounds { font-size: 1.05rem; }
.lucky { color: var(--muted); }
.caveats { margin: 1.5rem 0 0; padding: .75rem 1.1rem; max-width: 48rem; border-radius: 6px;
  background: var(--margin); }
.caveats h2 { margin: 0; font-size: .9rem; }
.caveats ul { margin: .25rem 0 0; padding-left: 1.1rem; font-size: .95rem; }
.scroll { overflow-x: auto; max-width: 100%; }
.scroll:focus-visible, summary:focus-visible {
  outline: 2px solid var(--better); outline-offset: 3px; }
table { border-collapse: collapse; font-size: .93rem; overflow-wrap: normal; }
caption { text-align: left; padding-bottom: .35rem; color: var(--muted); font-size: .88rem; }
th, td { padding: .32rem 1.4rem .32rem 0; text-align: right; vertical-align: baseline;
  border-bottom: 1px solid var(--grid); font-weight: 400; white-space: nowrap; }
thead th { color: var(--muted); font-size: .85rem; }
th:last-child, td:last-child { padding-right: 0; }
.name, tbody th { text-align: left; max-width: 22rem; white-space: normal; overflow-wrap: anywhere;
  min-width: 8rem; }
.wrap { max-width: 16rem; min-width: 6rem; white-space: normal; overflow-wrap: anywhere; }
tbody th.seed { min-width: 0; }
.text, td.text { text-align: left; white-space: normal; min-width: 12rem; }
.outcome, td.outcome { text-align: left; }
.outcome.better { color: var(--better); }
.outcome.worse { color: var(--worse); }
.keyed { position: relative; padding-left: 1.6rem; }
.key { position: absolute; left: 0; top: 1rem; width: 1.1rem; height: .22rem; border-radius: 2px; }
figure { margin: 1rem 0 0; min-width: 0; }
figure.full { grid-column: 1 / -1; }
figcaption { margin-top: .15rem; color: var(--muted); font-size: .88rem; max-width: 46rem; }
.pictures { display: grid; gap: 1.5rem 2rem;
  grid-template-columns: repeat(auto-fit, minmax(min(100%, 29rem), 1fr)); }
svg.chart { display: block; width: 100%; height: auto; }
.narrow { display: none; }
@media (max-width: 34rem) { .narrow { display: block; } .wide { display: none; } }
details { margin: 1rem 0 0; }
summary { cursor: pointer; font-weight: 600; }
dl { display: grid; grid-template-columns: minmax(6rem, max-content) 1fr;
  gap: .15rem 1.25rem; margin: .5rem 0;
  font-size: .93rem; }
dt { color: var(--muted); }
dd { margin: 0; }
.paste { padding: .9rem 1.1rem; max-width: 48rem;
  border: 1px solid var(--grid); border-radius: 6px; }
.paste p:first-child { margin-top: 0; }
.paste p:last-child { margin-bottom: 0; }
pre { margin: .5rem 0; padding: .7rem 1.1rem; border: 1px solid var(--grid); border-radius: 6px;
  font: .9rem/1.5 ui-monospace, "DejaVu Sans Mono", monospace; white-space: pre-wrap; }
footer { margin-top: 3.5rem; color: var(--muted); font-size: .85rem; }
@media print {
  :root { color-scheme: light; ${themeDeclarations(LIGHT_THEME)} }
  body { font-size: 10.5pt; }
  main { max-width: none; padding: 0; }
  h2 { margin-top: 1.6rem; }
  h2, h3 { break-after: avoid; }
  figure, .verdict, .caveats, tr { break-inside: avoid; }
  .pictures { grid-template-columns: 1fr 1fr; gap: 1rem; }
  .wide { display: block; } .narrow { display: none; }
  .scroll { overflow: visible; }
  details::details-content { content-visibility: visible; display: block; height: auto; }
  * { print-color-adjust: exact; }
}
`;
