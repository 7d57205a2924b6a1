const PAD = 2;

/** An SVG path through the values, the highest `max` (or their own) at the top of the box. */
export function pathOf(
  values: number[],
  width: number,
  height: number,
  max: number = Math.max(1, ...values),
  pad: number = PAD,
): string {
  const step = values.length > 1 ? width / (values.length - 1) : 0;
  const y = (value: number) => height - pad - (value / max) * (height - 2 * pad);
  return values
    .map((value, i) => `${i === 0 ? "M" : "L"}${(i * step).toFixed(1)} ${y(value).toFixed(1)}`)
    .join(" ");
}

/** A round number at or above `max` for the top of an axis: 1, 2, 2.5 or 5 times a power of ten. */
export function niceTop(max: number): number {
  if (max <= 4) return 4;
  const power = 10 ** Math.floor(Math.log10(max));
  const top = [1, 2, 2.5, 5, 10].find((step) => step * power >= max) ?? 10;
  return top * power;
}
