import { expect, test, vi } from "vitest";
import { chartFiles } from "../../src/report/chart-files.ts";
import { renderPng } from "../../src/report/png.ts";
import { decided, empty, hostile, several } from "./sample-summary.ts";

const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47];

test("every picture of the report is a file, with colours that need no page", async () => {
  const files = await chartFiles(decided);
  const pair = "1-without-input-shape-minus-with-input-shape";
  const names = ["curves", ...["differences", "counts", "epochs"].map((kind) => `${kind}-${pair}`)];
  expect(files.map(({ name }) => name)).toEqual(names);
  expect(files.filter(({ svg }) => svg.includes("var("))).toEqual([]);
  expect(files.every(({ svg }) => svg.includes('xmlns="http://www.w3.org/2000/svg"'))).toBe(true);
});

test("file names are safe and differ, whatever variants are called", async () => {
  const names = (await chartFiles(hostile)).map(({ name }) => name);
  expect(names.filter((name) => !/^[a-z0-9-]{1,80}$/.test(name))).toEqual([]);
  const many = (await chartFiles(several)).map(({ name }) => name);
  expect(new Set(many).size).toBe(13);
  expect(await chartFiles(empty)).toEqual([]);
});

test("a PNG has twice the picture's pixels", async () => {
  const [curves] = await chartFiles(decided);
  const png = await renderPng(curves!.svg);
  expect([...png.subarray(0, 4)]).toEqual(PNG_SIGNATURE);
  expect(new DataView(png.buffer, png.byteOffset).getUint32(16)).toBe(1440);
});

test("without a font a PNG is refused, as its text would be missing", async () => {
  const [curves] = await chartFiles(decided);
  await expect(renderPng(curves!.svg, { systemFonts: false })).rejects.toMatchObject({
    code: "PNG_UNAVAILABLE",
    message: "PNG: needs a font to write with, got a system without any",
    hint: expect.stringContaining("fonts-dejavu-core"),
  });
});

test("without the optional package it says what to install", async () => {
  vi.doMock("@resvg/resvg-js", () => {
    throw new Error("Cannot find module '@resvg/resvg-js'\nRequire stack: ...");
  });
  await expect(renderPng("<svg/>")).rejects.toMatchObject({
    code: "PNG_UNAVAILABLE",
    message: expect.stringMatching(/^PNG: needs the package @resvg\/resvg-js, got .+$/),
    hint: expect.stringContaining("npm install @resvg/resvg-js"),
  });
  vi.doUnmock("@resvg/resvg-js");
});
