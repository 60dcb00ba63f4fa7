import { countOf } from "../base/count-of.ts";
import { numberStyle, showNumber } from "../base/number.ts";
import type { EnvironmentSummary, Summary } from "../stats/summary.ts";
import { PAGE_THEME, seriesLook } from "./chart/plot-theme.ts";
import { constantColumns, countColumn, valueColumns } from "./columns.ts";
import { type Html, html } from "./html-template.ts";
import { methodsText } from "./methods-text.ts";
import { rankedCaption, rankedColumns, rankedRows } from "./ranked-table.ts";
import { showShare } from "./show-difference.ts";
import { collapsedNote } from "./wording.ts";

/** What the table of variants shows beside the values, where any variant has it. */
const STATES = ["diverged", "failed", "pending"] as const;

export function variantsSection(summary: Summary): Html | null {
  const { variants, metric } = summary;
  if (variants.length === 0) return null;
  const values = [countColumn(variants), ...valueColumns(variants), ...constantColumns(variants)];
  const note = collapsedNote(summary);
  const states = STATES.filter((state) => variants.some((variant) => variant[state] > 0));
  const columns = [
    ...values,
    ...states.map((title) => ({ title, cells: variants.map((variant) => `${variant[title]}`) })),
  ];
  const rows = variants.map(
    (
      { name },
      index,
    ) => html`<tr><th scope="row" class="keyed">${swatch(index)}${name}</th>${columns.map(
      ({ cells }) => html`<td>${cells[index]!}</td>`,
    )}</tr>
`,
  );
  return section(
    "Variants",
    html`${table(
      `${metric} over seeds; n: runs with a value`,
      [
        html`<th scope="col" class="name">variant</th>`,
        ...columns.map(({ title }) => html`<th scope="col">${title}</th>`),
      ],
      rows,
    )}${note === null ? null : html`<p class="about">${note}.</p>`}`,
  );
}

/** All variants, best first: in place of a card for each comparison. */
export function rankedSection(summary: Summary): Html {
  const ranked = rankedRows(summary);
  const variants = ranked.map(({ variant }) => variant);
  const { rank, values, difference, pValue, verdict } = rankedColumns(ranked, summary);
  const states = STATES.filter((state) => variants.some((variant) => variant[state] > 0));
  const columns = [
    ...values,
    ...difference,
    pValue,
    ...states.map((title) => ({ title, cells: variants.map((variant) => `${variant[title]}`) })),
  ];
  const rows = ranked.map(
    ({ variant, index, pair }, row) => html`<tr><td>${rank.cells[row]!}</td>
<th scope="row" class="keyed">${swatch(index)}${variant.name}</th>
${columns.map(({ cells }) => html`<td>${cells[row]!}</td>`)}
<td class="outcome ${pair?.verdict ?? "baseline"}">${verdict.cells[row]!}</td></tr>
`,
  );
  return section(
    "Variants, best first",
    table(
      `${summary.metric} over seeds; ${rankedCaption(summary)}`,
      [
        html`<th scope="col">rank</th><th scope="col" class="name">variant</th>`,
        ...columns.map(({ title }) => html`<th scope="col">${title}</th>`),
        html`<th scope="col" class="outcome">verdict</th>`,
      ],
      rows,
    ),
  );
}

/** The colour of the variant's curve. */
function swatch(index: number): Html {
  const { color } = seriesLook(PAGE_THEME, index);
  return html`<span class="key" style="background: ${color}"></span>`;
}

export function failuresSection({ failures }: Summary): Html | null {
  if (failures.length === 0) return null;
  const rows = failures.map(
    ({ variant, seed, state, reason }) => html`<tr><th scope="row">${variant}</th><td>${seed}</td>
<td class="text">${state}</td><td class="text">${reason}</td></tr>
`,
  );
  return section(
    "Runs without a result",
    table(
      "Runs that ended without a result",
      [
        html`<th scope="col" class="name">variant</th><th scope="col">seed</th>`,
        html`<th scope="col" class="text">state</th><th scope="col" class="text">reason</th>`,
      ],
      rows,
    ),
  );
}

export function varianceSection({ variance }: Summary): Html | null {
  if (variance.length === 0) return null;
  const style = numberStyle(variance.map(({ sd }) => sd));
  const rows = variance.map(
    ({ variant, streams, n, sd, share }) => html`<tr><th scope="row">${streams.join(", ")}</th>
<td class="text">${variant}</td><td>${n}</td><td>${showNumber(sd, style)}</td>
<td>${share === null ? "–" : showShare(share)}</td></tr>
`,
  );
  return section(
    "Where the spread comes from",
    html`${table(
      "Spread over seeds where only these random streams follow the seed",
      [
        html`<th scope="col" class="name">streams</th><th scope="col" class="text">variant</th>`,
        html`<th scope="col">n</th><th scope="col">sd</th><th scope="col">share of variance</th>`,
      ],
      rows,
    )}<p class="about">Shares of the variance with all streams varied, and need not add up.</p>`,
  );
}

export function claimSection({ claim }: Summary): Html | null {
  if (claim === null) return null;
  const seeds =
    claim.seedCount === null ? "no fixed number of seeds" : countOf(claim.seedCount, "seed");
  return section(
    "What was claimed beforehand",
    html`<p>The question was fixed on
${claim.madeAt.replace(/T(\d+:\d+).*Z$/, " $1 UTC")}, for ${seeds}.</p>
${
  claim.deviations.length === 0
    ? html`<p>There were no departures from it.</p>`
    : html`<ul>${claim.deviations.map((deviation) => html`<li>${deviation}</li>`)}</ul>`
}`,
  );
}

export function environmentSection({ environments }: Summary): Html | null {
  if (environments.length === 0) return null;
  return section("Where the runs were trained", html`${environments.map(environment)}`);
}

function environment({ details, runCount }: EnvironmentSummary): Html {
  const entries = Object.entries(details).map(
    ([key, value]) =>
      html`<dt>${key}</dt><dd>${
        typeof value === "string" ? value : (JSON.stringify(value) ?? "–")
      }</dd>`,
  );
  return html`<h3>${countOf(runCount, "run")}</h3>
<dl>${entries}</dl>
`;
}

export function methodsSection(summary: Summary, version: string): Html {
  const paragraphs = methodsText(summary, version).split("\n\n");
  return section(
    "Methods, to paste",
    html`<div class="paste">${paragraphs.map((paragraph) => html`<p>${paragraph}</p>`)}</div>`,
  );
}

/** Every digit, as a double is written shortest. */
export function rawValuesSection({ variants, metric }: Summary): Html | null {
  const seeds = [...new Set(variants.flatMap(({ runs }) => runs.map(({ seed }) => seed)))];
  if (seeds.length === 0) return null;
  const bySeed = variants.map(({ runs }) => new Map(runs.map((run) => [run.seed, run])));
  const cell = (seed: number, index: number) => {
    const run = bySeed[index]!.get(seed);
    return html`<td>${run === undefined ? "–" : `${run.value ?? run.state}`}</td>`;
  };
  const rows = seeds
    .sort((a, b) => a - b)
    .map(
      (seed) => html`<tr><th scope="row" class="seed">${seed}</th>${variants.map((_, index) =>
        cell(seed, index),
      )}</tr>
`,
    );
  return section(
    "Values",
    html`<details><summary>All values, seed by seed</summary>
${table(
  `${metric} of every run`,
  [
    html`<th scope="col">seed</th>`,
    ...variants.map(({ name }) => html`<th scope="col" class="wrap">${name}</th>`),
  ],
  rows,
)}
</details>`,
  );
}

export function commandSection({ command, config }: { command: string; config: string }): Html {
  return section(
    "To make this page again",
    html`<pre><code>${lines(command)}</code></pre>
<details><summary>The sweep's file</summary><pre><code>${lines(config)}</code></pre></details>`,
  );
}

/** Control characters are taken out of all text, line ends too: here they are meant. */
function lines(text: string): Html[] {
  return text.split("\n").map((line) => html`${line}\n`);
}

/** Wide tables scroll by themselves, by keyboard too; the page does not. */
function table(caption: string, head: readonly Html[], rows: readonly Html[]): Html {
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0"><table>
<caption>${caption}</caption>
<thead><tr>${head}</tr></thead>
<tbody>
${rows}</tbody>
</table></div>`;
}

function section(title: string, content: Html): Html {
  return html`<section>
<h2>${title}</h2>
${content}
</section>`;
}
