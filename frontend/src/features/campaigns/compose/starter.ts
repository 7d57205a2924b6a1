import type { LetterDocument } from "@/api/types";

/** What a blank letter begins with; `default` stands in for guests without a first name. */
export const STARTER_LETTER: LetterDocument = {
  version: 1,
  blocks: [
    {
      id: "greeting",
      type: "text",
      heading: 'Dear {{ guest.first_name | default: "guest" }},',
      text: "Write your letter here.",
      align: "left",
    },
    {
      id: "footer",
      type: "footer",
      text: "",
      unsubscribe_label: "Unsubscribe",
      preferences_label: "Choose what you get",
    },
  ],
};

/** The fields a letter may hold, by the name a hotelier knows them under. */
export const MERGE_FIELDS: readonly { label: string; field: string }[] = [
  { label: "First name", field: '{{ guest.first_name | default: "guest" }}' },
  { label: "Last name", field: "{{ guest.last_name }}" },
  { label: "Hotel's name", field: "{{ hotel.name }}" },
  { label: "Hotel's town", field: "{{ hotel.city }}" },
  { label: "Arrival", field: "{{ stay.arrival }}" },
  { label: "Departure", field: "{{ stay.departure }}" },
  { label: "Nights", field: "{{ stay.nights }}" },
  { label: "Room", field: "{{ stay.room_name }}" },
  { label: "Way to unsubscribe", field: "{{ unsubscribe_url }}" },
  { label: "Way to choose letters", field: "{{ preferences_url }}" },
];
