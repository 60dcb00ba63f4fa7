import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { renderHtml } from "../../src/report/html.ts";
import { ALL_SUMMARIES } from "./sample-summary.ts";

/** The page in a real browser, from disk. CHROMIUM names one that is installed elsewhere. */
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const hasChromium = existsSync(CHROMIUM);
if (!hasChromium && !process.env.CI)
  console.log(`no ${CHROMIUM}: the page is not opened in a browser`);

/** `npm run golden` sets it: the pictures are taken anew, to be looked at. */
const isGolden = process.env.GOLDEN === "1";
const GOLDEN_FILES = fileURLToPath(new URL("../golden/files", import.meta.url));

const OPTIONS = {
  command: "sweep report input-shape --format html --out report.html",
  version: "0",
  config: "name: sample\n",
};
const WIDTHS = [360, 1400];

/**
 * Fonts differ between machines. In a page they move everything below, so pages are compared
 * coarsely: they notice another theme, another layout, much more or less text. Pictures are
 * compared closely, without their words.
 */
const PAGE_TOLERANCE = { sizeShare: 0.06, cellShare: 0.06 };
const PICTURE_TOLERANCE = { sizeShare: 0, cellShare: 0.002 };
const WORDLESS = "svg.chart text { visibility: hidden }";
/** Pixels to a cell, and by how much, of 255, one of its colours has to be off. */
const CELL_PIXELS = 8;
const COLOR_SLACK = 40;

const PICTURES = [
  ["curves", 0],
  ["differences", 1],
  ["counts", 2],
  ["epochs", 3],
] as const;

describe.runIf(hasChromium || process.env.CI)("the page in a browser", { concurrent: true }, () => {
  const folder = mkdtempSync(join(tmpdir(), "sweep-page-"));
  let browser: Browser;

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
    for (const [name, summary] of Object.entries(ALL_SUMMARIES)) {
      writeFileSync(join(folder, `${name}.html`), await renderHtml(summary, OPTIONS));
    }
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Opens the page and listens to whatever it says or asks for. */
  async function open(name: string, width: number, colorScheme: "light" | "dark") {
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    const url = pathToFileURL(join(folder, `${name}.html`)).href;
    const heard: string[] = [];
    page.on("console", (message) => heard.push(`console: ${message.text()}`));
    page.on("pageerror", (error) => heard.push(`error: ${error}`));
    page.on("request", (request) => {
      const isOwn = request.url() === url || request.url() === "data:,";
      if (!isOwn) heard.push(`request: ${request.url()}`);
    });
    await page.goto(url);
    return { page, heard };
  }

  describe.each(Object.keys(ALL_SUMMARIES))("%s", (name) => {
    test("at 360 and 1400 pixels: says nothing, asks for nothing, fits", async () => {
      const { page, heard } = await open(name, WIDTHS[0]!, "dark");
      await page.locator("summary").evaluateAll((all) => {
        for (const one of all as unknown as { click(): void }[]) one.click();
      });
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 });
        await page.emulateMedia({ colorScheme: width === WIDTHS[0] ? "dark" : "light" });
        const scrollWidth = await page.evaluate("document.documentElement.scrollWidth");
        expect(scrollWidth).toBeLessThanOrEqual(width);
        expect(await page.evaluate(SPILLED_TEXT)).toEqual([]);
      }
      expect(heard).toEqual([]);
      await page.close();
    });
  });

  test("printed, it is dark on white even at night, with all values unfolded", async () => {
    const { page, heard } = await open("decided", 800, "dark");
    await page.emulateMedia({ media: "print" });
    expect(await page.evaluate("getComputedStyle(document.body).backgroundColor")).toBe(
      "rgb(255, 255, 255)",
    );
    const lastValue = page.locator("details td").last();
    expect(await lastValue.isVisible()).toBe(true);
    expect((await page.pdf({ format: "A4" })).subarray(0, 5).toString()).toBe("%PDF-");
    expect(heard).toEqual([]);
    await page.close();
  });

  test("a screen reader gets headings in order and a name for every picture", async () => {
    const { page } = await open("decided", 1400, "light");
    const levels = (await page.evaluate(
      "[...document.querySelectorAll('h1, h2, h3')].map((heading) => +heading.tagName[1])",
    )) as number[];
    expect(levels[0]).toBe(1);
    expect(levels.filter((level, index) => level - (levels[index - 1] ?? 0) > 1)).toEqual([]);
    const pictures = page.getByRole("img");
    expect(await pictures.count()).toBe(4);
    expect(await page.getByRole("img", { name: /val_loss/ }).count()).toBe(4);
    await page.close();
  });

  test("a narrow table is reached and scrolled by keyboard", async () => {
    const { page } = await open("several", 360, "light");
    const table = page.getByRole("region").first();
    await table.focus();
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => table.evaluate((it) => it.scrollLeft)).toBeGreaterThan(0);
    await page.close();
  });

  test.each([
    ["1400-light", 1400, "light", "screen"],
    ["360-dark", 360, "dark", "screen"],
    ["print", 800, "light", "print"],
  ] as const)("the page looks as it did: %s", async (name, width, colorScheme, media) => {
    const { page } = await open("decided", width, colorScheme);
    await page.emulateMedia({ media });
    const now = await page.screenshot({ fullPage: true });
    const { sizeShare, cellShare } = await difference(page, goldenPng(`page-${name}`, now), now);
    expect(sizeShare).toBeLessThanOrEqual(PAGE_TOLERANCE.sizeShare);
    expect(cellShare).toBeLessThanOrEqual(PAGE_TOLERANCE.cellShare);
    await page.close();
  });

  test("the page by day does not pass for the page by night, nor for one with more to say", async () => {
    const { page } = await open("decided", 1400, "dark");
    const golden = goldenPng("page-1400-light");
    const night = await difference(page, golden, await page.screenshot({ fullPage: true }));
    expect(night.cellShare).toBeGreaterThan(0.9);
    await page.close();
    const { page: other } = await open("several", 1400, "light");
    const longer = await difference(other, golden, await other.screenshot({ fullPage: true }));
    expect(longer.sizeShare).toBeGreaterThan(PAGE_TOLERANCE.sizeShare);
    await other.close();
  });

  test.each(PICTURES)(
    "the picture of %s looks as it did, and would be missed",
    async (name, index) => {
      const { page } = await open("decided", 1400, "light");
      await page.addStyleTag({ content: WORDLESS });
      const shot = () => page.locator(".wide svg.chart").nth(index).screenshot();
      const now = await shot();
      const golden = goldenPng(`picture-${name}`, now);
      const { sizeShare, cellShare } = await difference(page, golden, now);
      expect(sizeShare).toBeLessThanOrEqual(PICTURE_TOLERANCE.sizeShare);
      expect(cellShare).toBeLessThanOrEqual(PICTURE_TOLERANCE.cellShare);
      const hide = "svg.chart :is(path, circle, line) { visibility: hidden }";
      await page.addStyleTag({ content: hide });
      const { cellShare: missing } = await difference(page, golden, await shot());
      expect(missing).toBeGreaterThan(PICTURE_TOLERANCE.cellShare);
      await page.close();
    },
  );
});

/** The picture on record; with `npm run golden` it is `now` from here on. */
function goldenPng(name: string, now?: Buffer): Buffer {
  const file = join(GOLDEN_FILES, `report-${name}.png`);
  if (isGolden && now) writeFileSync(file, now);
  return readFileSync(file);
}

/** Text of a picture beyond its edges would be cut off. */
const SPILLED_TEXT = `[...document.querySelectorAll("svg.chart")]
  .filter((svg) => svg.getClientRects().length > 0)
  .flatMap((svg) => {
    const edge = svg.getBoundingClientRect();
    return [...svg.querySelectorAll("text")]
      .filter((text) => {
        const box = text.getBoundingClientRect();
        return box.left < edge.left - 1 || box.right > edge.right + 1
          || box.top < edge.top - 1 || box.bottom > edge.bottom + 1;
      })
      .map((text) => svg.getAttribute("aria-labelledby") + ": " + text.textContent);
  })`;

/** Both pictures shrunk until a cell is one pixel, by the browser itself. */
async function difference(page: Page, golden: Buffer, picture: Buffer) {
  const blank = await page.context().browser()!.newPage();
  const [before, after] = [golden, picture].map(
    (png) => `data:image/png;base64,${png.toString("base64")}`,
  );
  const answer = (await blank.evaluate(`(async () => {
    const load = async (url) => { const image = new Image(); image.src = url; await image.decode(); return image; };
    const [before, after] = [await load("${before}"), await load("${after}")];
    const [columns, rows] = [before.width, before.height].map((size) => Math.ceil(size / ${CELL_PIXELS}));
    const cells = (image) => {
      const context = Object.assign(document.createElement("canvas"), { width: columns, height: rows }).getContext("2d");
      context.imageSmoothingQuality = "high";
      context.drawImage(image, 0, 0, columns, rows);
      return context.getImageData(0, 0, columns, rows).data;
    };
    const [one, other] = [cells(before), cells(after)];
    let count = 0;
    for (let cell = 0; cell < one.length; cell += 4) {
      if ([0, 1, 2].some((channel) => Math.abs(one[cell + channel] - other[cell + channel]) > ${COLOR_SLACK})) count++;
    }
    return { sizeShare: Math.max(Math.abs(after.height / before.height - 1), Math.abs(after.width / before.width - 1)), cellShare: count / (columns * rows) };
  })()`)) as { sizeShare: number; cellShare: number };
  await blank.close();
  return answer;
}
