import type { FormField, FormWords, FormWrite, SignupForm } from "@/api/types";

/** A form as its editor holds it: sites one a line, languages in the order in which they count. */
export interface FormDraft {
  name: string;
  hotel_id: number;
  active: boolean;
  fields: FormField[];
  words: Record<string, FormWords>;
  privacy_url: string;
  origins: string;
}

export const draftOf = (form: SignupForm | null, hotel: number): FormDraft => ({
  name: form?.name ?? "",
  hotel_id: form?.hotel.id ?? hotel,
  active: form?.active ?? false,
  fields: form?.fields ?? [{ name: "last_name", required: false }],
  words: Object.fromEntries(
    Object.entries(form?.words ?? {}).map(([code, own]) => [code, wordsOf(own)]),
  ),
  privacy_url: form?.privacy_url ?? "",
  origins: (form?.origins ?? []).join("\n"),
});

const wordsOf = ({ title, intro, consent, button, thanks, labels }: FormWords): FormWords => ({
  title,
  intro,
  consent,
  button,
  thanks,
  ...(labels ? { labels } : {}),
});

export const bodyOf = (draft: FormDraft): FormWrite & { name: string; hotel_id: number } => ({
  name: draft.name.trim(),
  hotel_id: draft.hotel_id,
  active: draft.active,
  fields: draft.fields,
  words: draft.words,
  privacy_url: draft.privacy_url.trim(),
  origins: draft.origins.split(/\s+/).filter(Boolean),
});

export type Asked = "no" | "optional" | "required";

export const askedOf = (fields: FormField[], name: string): Asked => {
  const field = fields.find((each) => each.name === name);
  if (!field) return "no";
  return field.required ? "required" : "optional";
};

/** Keeps the order in which fields were chosen. */
export function ask(fields: FormField[], name: string, how: Asked): FormField[] {
  if (how === "no") return fields.filter((field) => field.name !== name);
  const field = { name, required: how === "required" };
  return fields.some((each) => each.name === name)
    ? fields.map((each) => (each.name === name ? field : each))
    : [...fields, field];
}
