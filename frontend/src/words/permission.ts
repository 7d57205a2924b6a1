import { MailX, ShieldCheck, ShieldX } from "lucide-react";

import type { EmailKind, Permission } from "@/api/types";
import type { Word } from "@/words/tone";

/** The short name of each reason why a guest is not written to; the server gives the sentence. */
const REASONS: Record<string, string> = {
  no_address: "No e-mail address",
  invalid_address: "Address cannot work",
  ota_alias: "Booking site's address",
  agency_shared: "Travel agency's address",
  role_address: "Not a person's address",
  suppressed_unsubscribed: "Unsubscribed",
  suppressed_complaint: "Marked as spam",
  suppressed_bounce: "Address bounced",
  suppressed_other: "On the do-not-write list",
  consent_withdrawn: "Consent withdrawn",
  objected: "Objected to profiling",
  not_confirmed: "Never confirmed",
  sister_entity: "Another company's guest",
  objection_not_offered: "Not offered to object",
  sale_too_old: "Stay too long ago",
  alias_expired: "Booking site's address ran out",
  basis_expired: "Ground came to its end",
  no_consent: "Never agreed",
  same_inbox: "Same inbox as another guest",
  frequency_cap: "Has had enough letters for now",
};

export const reasonWord = (code: string): string =>
  REASONS[code] ?? code.replaceAll("_", " ").replace(/^./, (letter) => letter.toUpperCase());

export const permissionWord = (permission: Permission): Word =>
  permission.allowed
    ? { word: "May be written to", tone: "ok", icon: ShieldCheck }
    : { word: reasonWord(permission.reason), tone: "skip", icon: ShieldX };

/** Nobody reads this mailbox tomorrow. */
export const DISPOSABLE: Word = { word: "Throwaway address", tone: "skip", icon: MailX };

const PURPOSES: Record<string, string> = {
  marketing: "Offers and news",
  newsletter: "Newsletter",
  stay_service: "Messages about a stay",
  open_tracking: "Noting which mails are opened",
  profiling: "Offers chosen by past stays",
};

export const purposeWord = (purpose: string): string =>
  PURPOSES[purpose] ?? purpose.replaceAll("_", " ");

const BASES: Record<string, string> = {
  consent: "The guest agreed",
  soft_opt_in: "Existing guest, similar offers",
  implied_stay: "Stayed within two years (Canada)",
  implied_enquiry: "Asked within six months (Canada)",
  opt_out: "No consent needed (USA)",
  contract: "Part of the booking",
  legitimate_interest: "Legitimate interest",
};

export const basisWord = (basis: string): string => BASES[basis] ?? basis.replaceAll("_", " ");

export const EMAIL_KINDS: Record<EmailKind, string> = {
  real: "Guest's own address",
  alias: "Booking site's address",
  agency_shared: "Travel agency's address",
  role: "Not a person's address",
  invalid: "Address cannot work",
  none: "No address",
};

export const emailKindWord = (kind: string): string =>
  kind in EMAIL_KINDS ? EMAIL_KINDS[kind as EmailKind] : kind.replaceAll("_", " ");
