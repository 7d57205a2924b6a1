import type { CustomField, Guest, GuestWrite } from "@/api/types";

const TEXTS = ["first_name", "last_name", "email", "phone"] as const;

/** A guest's fields as they stand in a form: all of them texts. */
export interface GuestDraft {
  first_name: string;
  last_name: string;
  email: string;
  phone: string;
  language: string;
  country: string;
  birth_date: string;
  tags: string;
  custom: Record<string, string>;
}

const text = (value: unknown): string => {
  if (typeof value === "boolean") return value ? "yes" : "no";
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
};

export const draftOf = (guest: Guest, own: CustomField[]): GuestDraft => ({
  first_name: guest.first_name,
  last_name: guest.last_name,
  email: guest.email,
  phone: guest.phone,
  language: guest.language,
  country: guest.country,
  birth_date: guest.birth_date ?? "",
  tags: guest.tags.join(", "),
  custom: Object.fromEntries(own.map(({ key }) => [key, text(guest.custom[key])])),
});

const tagsOf = (tags: string): string[] => [
  ...new Set(
    tags
      .split(",")
      .map((tag) => tag.trim())
      .filter(Boolean),
  ),
];

/** Only what was changed, so that nobody's word is overwritten by looking at it. */
export function changesOf(before: GuestDraft, after: GuestDraft): Partial<GuestWrite> {
  const changes: Partial<GuestWrite> = {};
  for (const field of [...TEXTS, "language", "country"] as const)
    if (after[field].trim() !== before[field]) changes[field] = after[field].trim();
  if (after.birth_date !== before.birth_date) changes.birth_date = after.birth_date || null;
  const tags = tagsOf(after.tags);
  if (tags.join() !== tagsOf(before.tags).join()) changes.tags = tags;
  const custom = Object.entries(after.custom).filter(
    ([key, value]) => value.trim() !== (before.custom[key] ?? ""),
  );
  if (custom.length > 0) changes.custom = Object.fromEntries(custom);
  return changes;
}
