import type { AudienceFilter } from "@/api/types";
import { many } from "@/format/format";

/** Segments and lists as one choice: 's4' is the segment 4, 'l8' the list 8. */
export type Side = "include" | "exclude";

export const partsOf = (audience: AudienceFilter, side: Side): string[] => [
  ...(audience[`${side}_segments`] ?? []).map((id) => `s${id}`),
  ...(audience[`${side}_lists`] ?? []).map((id) => `l${id}`),
];

const idsOf = (codes: string[], kind: "s" | "l"): number[] =>
  codes.filter((code) => code.startsWith(kind)).map((code) => Number(code.slice(1)));

export const withParts = (
  audience: AudienceFilter,
  side: Side,
  codes: string[],
): AudienceFilter => ({
  ...audience,
  [`${side}_segments`]: idsOf(codes, "s"),
  [`${side}_lists`]: idsOf(codes, "l"),
});

/** 'in 2 segments or lists, without 1': how a choice is narrowed. */
export function partsInWords(audience: AudienceFilter): string {
  const words = (side: Side) => {
    const segments = audience[`${side}_segments`]?.length ?? 0;
    const lists = audience[`${side}_lists`]?.length ?? 0;
    return [segments > 0 && many(segments, "segment"), lists > 0 && many(lists, "list")]
      .filter(Boolean)
      .join(" or ");
  };
  const [into, out] = [words("include"), words("exclude")];
  return [into && `in ${into}`, out && `except those in ${out}`].filter(Boolean).join(", ");
}
