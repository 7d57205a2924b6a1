import { readFileSync } from "node:fs";

import { describe, expect, test } from "vitest";

const css = readFileSync("src/theme/tokens.css", "utf8");

function token(name: string, scheme: "light" | "dark"): string {
  const pair = new RegExp(`--bh-${name}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)`).exec(css);
  const value = pair?.[scheme === "light" ? 1 : 2];
  if (!value) throw new Error(`tokens.css has no --bh-${name} for ${scheme}`);
  return value;
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

const GROUNDS = ["ground", "surface", "sunken", "hover"];
const TEXT: [string, string[]][] = [
  ["ink", GROUNDS],
  ["ink-soft", GROUNDS],
  ["brand", [...GROUNDS, "brand-soft"]],
  ["ink-soft", ["brand-soft", "accent-soft", "bad-soft", "info-soft"]],
  ["ink", ["brand-soft", "accent-soft", "bad-soft", "info-soft"]],
  ["accent-ink", ["accent-soft", "surface"]],
  ["on-brand", ["brand", "brand-hover"]],
  ["ok", ["ok-soft", "surface", "hover", "ground"]],
  ["wait", ["wait-soft", "surface", "hover", "ground"]],
  ["bad", ["bad-soft", "surface", "hover", "ground"]],
  ["skip", ["skip-soft", "surface", "hover", "ground"]],
  ["info", ["info-soft", "surface", "hover", "ground"]],
];

describe.each(["light", "dark"] as const)("in the %s scheme", (scheme) => {
  test.each(TEXT)("text in %s is readable on %s", (ink, grounds) => {
    for (const ground of grounds)
      expect(
        contrast(token(ink, scheme), token(ground, scheme)),
        `${ink} on ${ground}`,
      ).toBeGreaterThanOrEqual(4.5);
  });

  test("a field's border stands out from the page", () => {
    for (const ground of ["surface", "ground"])
      expect(
        contrast(token("line-strong", scheme), token(ground, scheme)),
        ground,
      ).toBeGreaterThanOrEqual(3);
  });
});
