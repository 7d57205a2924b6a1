import type { LetterBlock, LetterDocument } from "@/api/types";

export type BlockType = LetterBlock["type"];

interface TextSpec {
  key: string;
  label: string;
  kind: "line" | "words" | "address" | "flag";
  hint?: string;
}

interface BlockSpec {
  label: string;
  fields: readonly TextSpec[];
}

const line = (key: string, label: string): TextSpec => ({ key, label, kind: "line" });
const words = (key = "text", label = "Text"): TextSpec => ({
  key,
  label,
  kind: "words",
  hint: "**bold**, *italic*, [words](https://…), lines with a dash make a list.",
});
const address = (key: string, label: string): TextSpec => ({ key, label, kind: "address" });
const flag = (key: string, label: string): TextSpec => ({ key, label, kind: "flag" });

const PICTURE = [
  address("image_url", "Picture's address"),
  line("image_alt", "What the picture shows"),
];
const BUTTON = [line("button_label", "Button"), address("button_url", "The button leads to")];

/** What each block is called, and what one enters for it. */
export const SPECS: Record<BlockType, BlockSpec> = {
  hero: {
    label: "Hero",
    fields: [
      line("eyebrow", "Line above"),
      line("heading", "Heading"),
      words(),
      ...PICTURE,
      ...BUTTON,
    ],
  },
  text: { label: "Text", fields: [line("heading", "Heading"), words()] },
  image: {
    label: "Picture",
    fields: [...PICTURE, address("link_url", "It leads to"), line("caption", "Caption")],
  },
  button: { label: "Button", fields: [line("label", "Button"), address("url", "It leads to")] },
  columns: {
    label: "Columns",
    fields: [
      line("heading", "Heading"),
      words(),
      ...PICTURE,
      line("link_label", "Link"),
      address("link_url", "The link leads to"),
    ],
  },
  offer: {
    label: "Offer",
    fields: [
      line("eyebrow", "Line above"),
      line("heading", "Heading"),
      words(),
      line("price", "Price"),
      line("price_note", "What the price holds"),
      line("code_label", "Word before the code"),
      line("code", "Code"),
      ...PICTURE,
      ...BUTTON,
    ],
  },
  stay: {
    label: "Stay",
    fields: [
      line("heading", "Heading"),
      line("arrival_label", "Word for arrival"),
      line("departure_label", "Word for departure"),
      line("room_label", "Word for the room"),
      line("code_label", "Word for the confirmation"),
    ],
  },
  hotel: {
    label: "Hotel",
    fields: [
      words(),
      ...PICTURE,
      flag("show_phone", "Show the telephone number"),
      flag("show_website", "Show the website"),
    ],
  },
  review: { label: "Review", fields: [line("heading", "Heading"), words(), ...BUTTON] },
  social: { label: "Social", fields: [address("url", "Page's address")] },
  footer: {
    label: "Footer",
    fields: [
      words("text", "Why the guest gets this letter"),
      line("unsubscribe_label", "Word for unsubscribing"),
      line("preferences_label", "Word for choosing what one gets"),
    ],
  },
};

const COLUMN = {
  heading: "",
  text: "",
  image_url: "",
  image_alt: "",
  link_label: "",
  link_url: "",
};

/** A block as it begins: all of its texts empty but those that it cannot do without. */
export function blankBlock(type: BlockType, id: string): LetterBlock {
  const texts = Object.fromEntries(
    SPECS[type].fields.map(({ key, kind }) => [key, kind === "flag" ? true : ""]),
  );
  const more: Partial<Record<BlockType, object>> = {
    text: { align: "left" },
    button: { align: "left" },
    stay: {
      heading: "Your stay",
      arrival_label: "Arrival",
      departure_label: "Departure",
      room_label: "Room",
      code_label: "Confirmation",
    },
    offer: { code_label: "Your code" },
  };
  if (type === "columns") return { id, type, columns: [COLUMN, COLUMN] };
  if (type === "social") return { id, type, links: [{ network: "instagram", url: "" }] };
  return { ...texts, ...more[type], id, type } as LetterBlock;
}

/** What tells one block from another in the list. */
export function blockWords(block: LetterBlock): string {
  const texts = block as unknown as Record<string, unknown>;
  const found = ["heading", "label", "text", "image_alt"]
    .map((key) => texts[key])
    .find((value): value is string => typeof value === "string" && value.trim() !== "");
  return (found ?? "").replaceAll(/[*\n]/g, " ").slice(0, 60);
}

/** Moves a block; the footer stays last. */
export function moved(letter: LetterDocument, from: number, to: number): LetterDocument {
  const last = letter.blocks.length - 1;
  const block = letter.blocks[from];
  if (!block || from === last || to < 0 || to >= last || to === from) return letter;
  const rest = letter.blocks.filter((_each, at) => at !== from);
  return { ...letter, blocks: [...rest.slice(0, to), block, ...rest.slice(to)] };
}

export function changed(letter: LetterDocument, block: LetterBlock): LetterDocument {
  return {
    ...letter,
    blocks: letter.blocks.map((each) => (each.id === block.id ? block : each)),
  };
}

export function without(letter: LetterDocument, id: string): LetterDocument {
  const blocks = letter.blocks.filter((each) => each.id !== id || each.type === "footer");
  return { ...letter, blocks };
}

/** Adds a block below another, or above the footer. */
export function added(letter: LetterDocument, block: LetterBlock, below?: string): LetterDocument {
  const found = letter.blocks.findIndex(({ id }) => id === below);
  const last = letter.blocks.length - 1;
  const place = found < 0 || found >= last ? last : found + 1;
  return {
    ...letter,
    blocks: [...letter.blocks.slice(0, place), block, ...letter.blocks.slice(place)],
  };
}
