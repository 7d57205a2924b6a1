/** Contrast as WCAG 2.2 counts it (1.4.3), for colours written #rrggbb; the server counts alike. */
export const ENOUGH = 4.5;

export const isColour = (text: string): boolean => /^#[0-9a-f]{6}$/i.test(text);

const channels = (colour: string): number[] =>
  [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = channels(colour).map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** From 1 to 21. */
export function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

const mixed = (colour: string, end: number, share: number): string =>
  `#${channels(colour)
    .map((value) => Math.round(value + (end - value) * share))
    .map((value) => value.toString(16).padStart(2, "0"))
    .join("")}`;

/** The nearest shade of a colour that can be read on a ground: darker on a light one, lighter on a dark one. */
export function mended(colour: string, ground: string): string {
  const end = contrast("#000000", ground) >= contrast("#ffffff", ground) ? 0 : 255;
  for (let step = 0; step <= 50; step += 1) {
    const tried = mixed(colour, end, step / 50);
    if (contrast(tried, ground) >= ENOUGH) return tried;
  }
  return end === 0 ? "#000000" : "#ffffff";
}
