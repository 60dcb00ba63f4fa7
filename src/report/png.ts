import { SweepError } from "../base/error.ts";

export interface PngOptions {
  /** default true; false: as on a machine without fonts */
  readonly systemFonts?: boolean;
}

/** For screens with two pixels to a point, and for print. */
const SCALE = 2;
const USE_SVG = "or use the SVG files, which need neither";

/**
 * A picture as PNG, its text in the system's sans-serif font.
 *
 * @param svg as chartFiles makes it: colours written out
 * @throws SweepError if the package that draws does not load here, or has no font to write with
 */
export async function renderPng(svg: string, options: PngOptions = {}): Promise<Uint8Array> {
  const { Resvg } = await loadResvg();
  const font = { loadSystemFonts: options.systemFonts ?? true };
  // Without fonts resvg leaves all text out and says nothing.
  if (new Resvg(PROBE, { font }).getBBox() === undefined) {
    throw new SweepError(
      "PNG_UNAVAILABLE",
      "PNG: needs a font to write with, got a system without any",
      `install one, for example fonts-dejavu-core, ${USE_SVG}`,
    );
  }
  return new Resvg(svg, { fitTo: { mode: "zoom", value: SCALE }, font }).render().asPng();
}

/** Its box is empty unless the letter finds a font. */
const PROBE =
  '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40">' +
  '<text x="4" y="30" font-family="system-ui, sans-serif">n</text></svg>';

async function loadResvg(): Promise<typeof import("@resvg/resvg-js")> {
  try {
    return await import("@resvg/resvg-js");
  } catch (cause) {
    throw new SweepError(
      "PNG_UNAVAILABLE",
      `PNG: needs the package @resvg/resvg-js, got ${firstLine(cause)}`,
      `npm install @resvg/resvg-js, ${USE_SVG}`,
      { cause },
    );
  }
}

function firstLine(cause: unknown): string {
  return String(cause).split("\n")[0]!;
}
