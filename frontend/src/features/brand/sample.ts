import type { LetterDocument } from "@/api/types";

const BLANK = {
  eyebrow: "",
  image_url: "",
  image_alt: "",
  button_label: "",
  button_url: "",
} as const;

/** A letter with everything in it that a brand colours. */
export const SAMPLE: LetterDocument = {
  version: 1,
  blocks: [
    {
      ...BLANK,
      id: "hero",
      type: "hero",
      eyebrow: "Before you come",
      heading: "We are getting your room ready",
      text: "Dear {{ guest.first_name | default: 'guest' }}, a few days still, then we say welcome in person.",
    },
    {
      id: "text",
      type: "text",
      align: "left",
      heading: "Good to know",
      text: "Your room is ready from 3 pm. If you come earlier, we [keep your luggage]({{ hotel.website }}).",
    },
    {
      id: "button",
      type: "button",
      align: "left",
      label: "Plan your journey",
      url: "{{ hotel.website }}",
    },
    {
      id: "footer",
      type: "footer",
      text: "You get this letter because of your booking with us.",
      unsubscribe_label: "Unsubscribe",
      preferences_label: "",
    },
  ],
};
