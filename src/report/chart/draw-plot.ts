import type * as Plot from "@observablehq/plot";
import { printable } from "../printable.ts";
import type { ChartTheme } from "./plot-theme.ts";

/** Where a chart goes. */
export interface ChartFrame {
  /** pixels */
  readonly width: number;
  readonly theme: ChartTheme;
  /** begins the names of what the picture refers to within itself; unique in a page */
  readonly id: string;
}

export interface ChartWords {
  readonly title: string;
  /** the picture in words with its numbers, for who cannot see it; sentences */
  readonly description: string;
}

export type PlotModule = typeof Plot;
export type Marks = Plot.Markish[];

const FONT_SIZE = 12;
/** Of the system's sans-serif fonts at FONT_SIZE; a guess on the wide side. */
const CHARACTER_WIDTH = 7.3;

/** Plot takes a tenth of a second to load, which reports without pictures need not wait for. */
export async function loadPlot(): Promise<PlotModule> {
  return import("@observablehq/plot");
}

/**
 * A picture as SVG text, the same bytes for the same data: axes, marks, title and description for
 * screen readers. Nothing in it refers to anything outside.
 */
export async function drawPlot(
  { width, theme, id }: ChartFrame,
  words: ChartWords,
  options: Plot.PlotOptions,
): Promise<string> {
  const [{ plot }, { parseHTML }] = await Promise.all([loadPlot(), import("linkedom")]);
  const { document } = parseHTML("<html><body></body></html>");
  const svg = plot({
    ...options,
    document,
    width,
    className: "chart",
    style: { color: theme.muted, fontSize: `${FONT_SIZE}px` },
  });
  // Its rules are for pages without a style of their own; files have no use for them.
  for (const style of [...svg.querySelectorAll("style")]) style.remove();
  // A name per group helps nobody where the whole is one picture with a description.
  for (const part of [...svg.querySelectorAll("[aria-label]")]) part.removeAttribute("aria-label");
  for (const [tag, text] of [
    ["desc", words.description] as const,
    ["title", words.title] as const,
  ]) {
    const element = document.createElementNS(SVG_NAMESPACE, tag);
    element.setAttribute("id", `${id}-${tag}`);
    element.textContent = printable(text);
    svg.insertBefore(element, svg.firstChild);
  }
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-labelledby", `${id}-title`);
  svg.setAttribute("aria-describedby", `${id}-desc`);
  svg.setAttribute("xmlns", SVG_NAMESPACE);
  return svg.outerHTML;
}

const SVG_NAMESPACE = "http://www.w3.org/2000/svg";

/** Pixels that a text takes. */
export function textWidth(text: string): number {
  return [...text].length * CHARACTER_WIDTH;
}

/** Characters that fit so many pixels. */
export function characterCount(width: number): number {
  return Math.max(1, Math.floor(width / CHARACTER_WIDTH));
}
