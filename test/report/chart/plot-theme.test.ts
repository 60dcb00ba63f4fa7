import { describe, expect, test } from "vitest";
import {
  type ChartTheme,
  DARK_THEME,
  LIGHT_THEME,
  PAGE_THEME,
  seriesLook,
  themeDeclarations,
} from "../../../src/report/chart/plot-theme.ts";

/** What WCAG 2.1 (1.4.3) asks of text. */
const TEXT_CONTRAST_MIN = 4.5;

describe.each([["light", LIGHT_THEME] as const, ["dark", DARK_THEME] as const])(
  "%s",
  (_, theme) => {
    test("every colour that text has can be read on the page and on the margin", () => {
      const { ink, muted, better, worse, series } = theme;
      const low = [ink, muted, better, worse, ...series].filter(
        (color) => contrast(color, theme.paper) < TEXT_CONTRAST_MIN,
      );
      expect(low).toEqual([]);
      expect(contrast(theme.ink, theme.margin)).toBeGreaterThan(TEXT_CONTRAST_MIN);
      expect(contrast(theme.muted, theme.margin)).toBeGreaterThan(TEXT_CONTRAST_MIN);
    });
    test("says every name that pictures in a page ask for", () => {
      const asked = [
        ...Object.values(PAGE_THEME as Omit<ChartTheme, "series">),
        ...PAGE_THEME.series,
      ]
        .flat()
        .map((value) => /var\((.*)\)/.exec(value)![1]!);
      const declared = themeDeclarations(theme);
      expect(asked.filter((name) => !declared.includes(`${name}: #`))).toEqual([]);
    });
  },
);

test("twenty variants each have a look of their own", () => {
  const looks = Array.from({ length: 20 }, (_, index) =>
    JSON.stringify(seriesLook(LIGHT_THEME, index)),
  );
  expect(new Set(looks).size).toBe(20);
});

test("the first six variants are told apart without colour", () => {
  const looks = Array.from({ length: 6 }, (_, index) => seriesLook(LIGHT_THEME, index));
  expect(new Set(looks.map(({ dash }) => dash)).size).toBe(6);
  expect(new Set(looks.map(({ symbol }) => symbol)).size).toBe(6);
});

/** WCAG 2.1: (lighter + 0.05) / (darker + 0.05). */
function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light! + 0.05) / (dark! + 0.05);
}

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((start) => {
    const channel = Number.parseInt(hex.slice(start, start + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}
