import type { Summary } from "../stats/summary.ts";
import { comparisonSections, curvesSection } from "./html-charts.ts";
import {
  claimSection,
  commandSection,
  environmentSection,
  failuresSection,
  methodsSection,
  rankedSection,
  rawValuesSection,
  varianceSection,
  variantsSection,
} from "./html-sections.ts";
import { PAGE_STYLE } from "./html-style.ts";
import { Html, html } from "./html-template.ts";
import { isRanked } from "./ranked-table.ts";
import { luckyPairSentence, qualifiedHeadline, verdictSentence } from "./verdict-words.ts";
import { caveats, headingParts, isExploratory } from "./wording.ts";

export interface HtmlOptions {
  /** what, typed into a shell, makes this page again */
  readonly command: string;
  /** the sweep's file as it was run last */
  readonly config: string;
  /** of this program */
  readonly version: string;
}

/**
 * The report as one page that needs nothing else: no script, no font, no picture, no request. Read
 * from the top: the verdict and what to be careful about, then what it rests on.
 */
export async function renderHtml(summary: Summary, options: HtmlOptions): Promise<string> {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="seed-sweep ${options.version}">
<link rel="icon" href="data:,">
<title>${titleOf(summary)}</title>
<style>${new Html(PAGE_STYLE)}</style>
</head>
<body>
<main>
<header>
<h1>${summary.sweep}</h1>
<p class="about">${headingParts(summary).join(" · ")}</p>
</header>
${isRanked(summary) ? rankedSection(summary) : verdicts(summary)}
${caveatList(summary)}
${isRanked(summary) ? null : variantsSection(summary)}
${await curvesSection(summary)}
${await comparisonSections(summary)}
${failuresSection(summary)}
${varianceSection(summary)}
${claimSection(summary)}
${environmentSection(summary)}
${methodsSection(summary, options.version)}
${rawValuesSection(summary)}
${commandSection(options)}
<footer>Made by seed-sweep ${options.version}. This page needs no network.</footer>
</main>
</body>
</html>
`;
  return page.text;
}

const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

function titleOf(summary: Summary): string {
  const { sweep, comparisons } = summary;
  const [first, ...more] = comparisons;
  return first && more.length === 0 ? `${sweep}: ${qualifiedHeadline(first, summary)}` : sweep;
}

function verdicts(summary: Summary): Html {
  const { comparisons } = summary;
  if (comparisons.length === 0) {
    return html`<p class="verdict">No two variants with runs to compare.</p>`;
  }
  const each = comparisons.map((pair) => {
    const headline = qualifiedHeadline(pair, summary);
    const grounds = verdictSentence(pair, summary).slice(headline.length + ": ".length);
    const lucky = luckyPairSentence(pair, summary);
    return html`<section class="verdict ${pair.verdict}">
<p class="word">${pair.verdict}${isExploratory(summary) ? " (exploratory)" : null}</p>
<h2>${headline}</h2>
<p class="grounds">${grounds}.</p>
${lucky === null ? null : html`<p class="lucky">${lucky}.</p>`}
</section>
`;
  });
  return html`<div class="${comparisons.length > 1 ? "several" : "one"}">${each}</div>`;
}

function caveatList(summary: Summary): Html | null {
  const sentences = caveats(summary);
  if (sentences.length === 0) return null;
  return html`<aside class="caveats">
<h2>Be careful</h2>
<ul>${sentences.map((sentence) => html`<li>${sentence}</li>`)}</ul>
</aside>`;
}
