import type { ComponentType } from "react";

import type { Campaign, Hotel } from "@/api/types";
import { country, language, many, moment } from "@/format/format";

import { subjectInWords } from "@/words/letter";

import { ContentPanel } from "./ContentPanel";
import { FromPanel } from "./FromPanel";
import { partsInWords } from "./parts";
import { SubjectPanel } from "./SubjectPanel";
import { ToPanel } from "./ToPanel";
import type { Draft } from "./useDraft";
import { WhenPanel } from "./WhenPanel";

export interface PanelProps {
  draft: Draft;
}

/** One row of the checklist: whether it is ready, its state in words, and how to change it. */
export interface Check {
  name: string;
  done: (campaign: Campaign) => boolean;
  summary: (campaign: Campaign, hotels: Hotel[], at: string | null) => string;
  Panel: ComponentType<PanelProps>;
}

const list = (items: string[]): string =>
  new Intl.ListFormat(undefined, { type: "conjunction" }).format(items);

const hotelName = (hotels: Hotel[], id: number): string =>
  hotels.find((hotel) => hotel.id === id)?.name ?? "";

function audienceInWords({ audience }: Campaign, hotels: Hotel[]): string {
  const of = audience.hotel_ids.map((id) => hotelName(hotels, id)).filter(Boolean);
  return [
    of.length > 0 ? `Guests of ${list(of)}` : "Guests of all hotels",
    audience.countries.length > 0 ? `from ${list(audience.countries.map(country))}` : "",
    audience.languages.length > 0 ? `who speak ${list(audience.languages.map(language))}` : "",
    partsInWords(audience),
  ]
    .filter(Boolean)
    .join(" ");
}

/** The words a guest reads: the source without its tags and styles. */
const wordsIn = (mjml: string): number =>
  mjml
    .replaceAll(/<mj-style[\s\S]*?<\/mj-style>|<[^>]*>|\{%[\s\S]*?%\}/g, " ")
    .replaceAll(/\{\{[\s\S]*?\}\}/g, "field")
    .split(/\s+/)
    .filter((word) => /[\p{L}\p{N}]/u.test(word)).length;

export const CHECKS: readonly Check[] = [
  {
    name: "To",
    done: () => true,
    summary: audienceInWords,
    Panel: ToPanel,
  },
  {
    name: "From",
    done: ({ hotel }) => hotel.id > 0,
    summary: ({ hotel }, hotels) => hotelName(hotels, hotel.id) || hotel.name,
    Panel: FromPanel,
  },
  {
    name: "Subject and preview text",
    done: ({ subject }) => subject.trim() !== "",
    summary: ({ subject, preview_text: preview }) =>
      subject
        ? [subject, preview].filter(Boolean).map(subjectInWords).join(" – ")
        : "What guests read in their inbox",
    Panel: SubjectPanel,
  },
  {
    name: "Content",
    done: ({ mjml }) => mjml.trim() !== "",
    summary: ({ mjml }) =>
      mjml.trim() ? `A letter of ${many(wordsIn(mjml), "word")}` : "No letter yet",
    Panel: ContentPanel,
  },
  {
    name: "When",
    done: () => true,
    summary: (_campaign, _hotels, at) => (at ? moment(at) : "As soon as you send it"),
    Panel: WhenPanel,
  },
];
