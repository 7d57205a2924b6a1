import type { Guest, GuestSide, Me } from "@/api/types";

import { json } from "./border";
import { guestRow, list, me, ORG } from "./world";

export const side = (id: number, phone: string): GuestSide => ({
  id,
  first_name: "Anna",
  last_name: `Gruber ${id}`,
  email: "",
  email_kind: "none",
  phone,
  birth_date: null,
  country: "AT",
  language: "de",
  tags: [],
  custom: {},
  provenance: {},
  created_at: "2026-01-01T08:00:00Z",
});

export const guest: Guest = {
  ...guestRow(1),
  phone: "+43 5574 1",
  birth_date: null,
  tags: ["wine"],
  custom: { room: 12 },
  provenance: { email: "guest", phone: "ota" },
  created_at: "2026-01-01T08:00:00Z",
  updated_at: "2026-11-24T08:00:00Z",
  stays_list: [],
  permissions: [],
  tracking: { mode: "none", text: "Nothing is noted of what the guest does with letters." },
  suggestions: [
    {
      id: 4,
      reason: "same_phone",
      guest: side(1, "+43 5574 1"),
      other: side(2, "+43 5574 1"),
      created_at: "2026-11-24T08:00:00Z",
    },
  ],
  merges: [],
};

export const merge = {
  id: 8,
  survivor_id: 1,
  absorbed_id: 2,
  absorbed_name: "Anna Gruber 2",
  reason: "same_phone" as const,
  by: "Hanna Berger",
  merged_at: "2026-11-24T09:00:00Z",
  undone_at: null,
  kept: [],
};

export const editor: Me = {
  ...me,
  organizations: me.organizations.map((group) => ({
    ...group,
    permissions: [...group.permissions, "guest.edit"],
  })),
};

export const field = {
  id: 1,
  key: "room",
  label: "Favourite room",
  type: "number" as const,
  choices: [],
  created_at: "2026-01-01T08:00:00Z",
};

export const common = {
  "GET /api/v1/me": () => json(editor),
  [`GET ${ORG}/custom-fields`]: () => json(list([field])),
  [`GET ${ORG}/guests/1`]: () => json(guest),
  [`GET ${ORG}/guests/1/timeline`]: () => json({ results: [], next: null }),
};
