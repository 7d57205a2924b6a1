import type { SegmentField, SegmentSchema } from "@/api/types";

const numbers = ["eq", "ne", "gte", "gt", "lte", "lt", "between"];
const dates = ["in_last_days", "more_than_days_ago", "on_or_after", "between"];

const field = (
  name: string,
  label: string,
  type: string,
  operators: string[],
  more: Partial<SegmentField> = {},
): SegmentField => ({
  name,
  label,
  type,
  operators,
  group: "Guest",
  choices: "",
  countable: false,
  ...more,
});

/** What the server says that segments may ask, in short. */
export const segmentSchema: SegmentSchema = {
  version: 1,
  currency: "EUR",
  fields: [
    field("profile.language", "Language", "choice", ["is_any_of", "is_none_of", "is_known"], {
      choices: "languages",
    }),
    field("stays.count", "Number of stays", "number", numbers, {
      group: "Stays",
      countable: true,
    }),
    field("stays.revenue", "Money spent on stays", "money", numbers, { group: "Stays" }),
    field("stays.last_departure", "Last departure", "date", dates, { group: "Stays" }),
    field("consent.mailable", "May get marketing mail", "boolean", ["is"]),
  ],
  stay_fields: [
    field("hotel", "Hotel", "lists", ["is_any_of", "is_none_of"], { choices: "hotels" }),
    field("nights", "Nights", "number", numbers),
  ],
  operators: [
    { name: "is_any_of", label: "is one of" },
    { name: "is_none_of", label: "is none of" },
    { name: "is_known", label: "is known" },
    { name: "is", label: "is" },
    { name: "gte", label: "is at least" },
    { name: "between", label: "is between" },
    { name: "more_than_days_ago", label: "more than … days ago" },
  ],
  choices: {
    languages: [
      { value: "de", label: "de" },
      { value: "fr", label: "fr" },
    ],
    hotels: [{ value: "7", label: "Seehof Bregenz" }],
  },
  limits: { depth: 8, rules: 100, cost: 120, values: 500 },
};
