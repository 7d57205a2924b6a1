import type { SegmentTree } from "@/api/types";

import { VERSION } from "./tree";

const all = (...rules: Record<string, unknown>[]): SegmentTree => ({
  version: VERSION,
  rule: { all: rules },
});

/** Rules that most hotels ask for first. */
export const STARTERS: { name: string; note: string; tree: SegmentTree }[] = [
  {
    name: "Guests to win back",
    note: "Stayed at least once, not for a year, and nothing booked.",
    tree: all(
      { field: "stays.count", op: "gte", value: 1 },
      { field: "stays.last_departure", op: "more_than_days_ago", value: 365 },
      { field: "bookings.next_arrival", op: "is_unknown" },
    ),
  },
  {
    name: "Regulars",
    note: "Three stays or more.",
    tree: all({ field: "stays.count", op: "gte", value: 3 }),
  },
  {
    name: "Came by a booking portal",
    note: "At least one stay that was booked at a portal.",
    tree: all({
      field: "stays.count",
      op: "gte",
      value: 1,
      where: { channel_kind: { op: "is_any_of", value: ["ota"] } },
    }),
  },
  {
    name: "Arriving soon",
    note: "Next arrival within 14 days.",
    tree: all({ field: "bookings.next_arrival", op: "in_next_days", value: 14 }),
  },
];
