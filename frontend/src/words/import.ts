import {
  CircleCheck,
  CircleSlash,
  CircleX,
  ClipboardCheck,
  ListChecks,
  LoaderCircle,
  Undo2,
  Upload,
} from "lucide-react";

import type { CustomFieldType, Import, ImportBasis, ImportState } from "@/api/types";
import type { Word } from "@/words/tone";

const STATES: Record<ImportState, Word> = {
  uploading: { word: "Upload not complete", tone: "wait", icon: Upload },
  ready: { word: "Columns to choose", tone: "wait", icon: ListChecks },
  running: { word: "Importing", tone: "info", icon: LoaderCircle },
  done: { word: "Imported", tone: "ok", icon: CircleCheck },
  cancelled: { word: "Stopped", tone: "skip", icon: CircleSlash },
  failed: { word: "Failed", tone: "bad", icon: CircleX },
  undoing: { word: "Being taken back", tone: "info", icon: LoaderCircle },
  undone: { word: "Taken back", tone: "skip", icon: Undo2 },
};

export function importWord({ state, dry_run }: Pick<Import, "state" | "dry_run">): Word {
  if (dry_run && state === "running") return { ...STATES.running, word: "Being checked" };
  if (dry_run && state === "done")
    return { word: "Checked, not imported", tone: "wait", icon: ClipboardCheck };
  return STATES[state];
}

export interface Basis {
  value: ImportBasis;
  title: string;
  note: string;
}

/** What each ground means, in words that a hotelier can answer for. */
export const BASES: Basis[] = [
  {
    value: "consent",
    title: "They agreed to receive offers",
    note: "On a form, at the desk or by letter. Only rows with a date of that yes may be written to; keep the proof, it is asked for when a guest complains.",
  },
  {
    value: "soft_opt_in",
    title: "They are our own guests and could object",
    note: "They stayed with us and could say no when they gave the address. The law of many countries then allows offers of similar stays, until they object.",
  },
  {
    value: "none",
    title: "Neither, or I do not know",
    note: "The guests are stored and no offer is sent to them. Messages about their own stays still are.",
  },
];

export const basisTitle = (basis: ImportBasis): string =>
  BASES.find(({ value }) => value === basis)?.title ?? basis;

const FIELDS: Record<string, string> = {
  email: "E-mail address",
  first_name: "First name",
  last_name: "Last name",
  full_name: "Full name",
  phone: "Phone",
  language: "Language",
  country: "Country",
  birth_date: "Birthday",
  tags: "Tags",
  status: "Subscribed or not",
  standing: "Subscribed or not, second column",
  opt_in_at: "Date of the yes",
  opt_in_ip: "Network address of the yes",
  confirm_at: "Date of the confirmation",
  confirm_ip: "Network address of the confirmation",
  unsubscribed_at: "Date of leaving",
  bounced_at: "Date of the bounce",
  blacklisted: "On the do-not-write list",
};

export const fieldWord = (field: string): string => FIELDS[field] ?? field.replaceAll("_", " ");

export const TYPES: { value: CustomFieldType; label: string }[] = [
  { value: "text", label: "Text" },
  { value: "number", label: "Number" },
  { value: "date", label: "Date" },
  { value: "boolean", label: "Yes or no" },
  { value: "choice", label: "One of a list" },
];

export const typeWord = (type: CustomFieldType): string =>
  TYPES.find(({ value }) => value === type)?.label ?? type;

const DELIMITERS: Record<string, string> = {
  ",": "commas",
  ";": "semicolons",
  "\t": "tabs",
  "|": "upright bars",
};

export const delimiterWord = (delimiter: string): string =>
  DELIMITERS[delimiter] ?? `“${delimiter}”`;

const ENCODINGS: Record<string, string> = {
  "utf-8": "UTF-8",
  "utf-8-sig": "UTF-8",
  "utf-16": "UTF-16",
  "utf-16-le": "UTF-16",
  "utf-16-be": "UTF-16",
  "latin-1": "Latin-1",
  "iso-8859-1": "Latin-1",
  cp1252: "Windows, Western Europe",
};

export const encodingWord = (encoding: string): string =>
  ENCODINGS[encoding.toLowerCase()] ?? encoding;
