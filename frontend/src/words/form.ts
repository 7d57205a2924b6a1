import { CircleCheck, CircleSlash } from "lucide-react";

import type { Word } from "@/words/tone";

/** Whether visitors can use a sign-up form. */
export const formWord = (active: boolean): Word =>
  active
    ? { word: "Open", tone: "ok", icon: CircleCheck }
    : { word: "Switched off", tone: "skip", icon: CircleSlash };

/** What a form can ask beside the address. */
export const FORM_FIELDS: Record<string, string> = {
  first_name: "First name",
  last_name: "Last name",
  language: "Language of the mails",
  country: "Country",
  birth_date: "Date of birth",
};

const REFUSALS: Record<string, string> = {
  honeypot: "Robots",
  proof: "Robots, by the missing proof of work",
  haste: "Sent faster than a person types",
  network: "Too many from one network",
  limit: "Too many at once",
  fields: "Not filled in rightly",
  address_invalid: "Address cannot work",
  address_role: "Not a person's address",
  address_alias: "Booking site's address",
  address_agency_shared: "Travel agency's address",
  address_disposable: "Throw-away address",
  not_ready: "The hotel's domain is not verified",
  held: "Known already, or asked within three days",
  complaint: "Once marked our mail as spam",
  disowned: "The owner of the address never asked",
};

/** Why posts of a form were refused. */
export const refusalWord = (reason: string): string =>
  REFUSALS[reason] ?? reason.replaceAll("_", " ").replace(/^./, (letter) => letter.toUpperCase());
