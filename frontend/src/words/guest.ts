import type { GuestMerge } from "@/api/types";

export const nameOf = (guest: { first_name: string; last_name: string; email: string }): string =>
  `${guest.first_name} ${guest.last_name}`.trim() || guest.email || "Guest without a name";

const SAID: Record<string, string> = {
  guest: "said by the guest",
  staff: "entered by your team",
  import: "from an imported list",
  pms: "from the hotel system",
  ota: "from the booking site",
};

/** Who a guest's field comes from; '' where it is not known. */
export const saidBy = (provenance: string | undefined): string =>
  provenance ? (SAID[provenance] ?? "") : "";

const REASONS: Record<GuestMerge["reason"], string> = {
  same_address: "They have the same e-mail address.",
  same_phone: "They have the same phone number and family name.",
  same_birth_date: "They have the same name and birthday.",
  by_hand: "Somebody of your team saw that they are one.",
  pre_check_in: "The guest confirmed the address of another on the page of a stay.",
};

export const sameWord = (reason: GuestMerge["reason"]): string => REASONS[reason];

const FIELDS: Record<string, string> = {
  first_name: "First name",
  last_name: "Last name",
  email: "E-mail address",
  phone: "Phone",
  country: "Country",
  language: "Language",
  birth_date: "Birthday",
  tags: "Tags",
};

export const guestFieldWord = (field: string): string =>
  FIELDS[field] ?? field.replace(/^custom\./, "").replaceAll("_", " ");

/** What a merge that was undone could not give back; '' where all went back. */
export const keptWord = (kept: string[]): string =>
  kept.length === 0
    ? ""
    : ` Kept as changed since: ${kept.map((field) => guestFieldWord(field).toLowerCase()).join(", ")}.`;
