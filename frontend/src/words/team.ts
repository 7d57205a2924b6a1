import { CircleCheck, Clock } from "lucide-react";

import type { Member, Role } from "@/api/types";
import type { Word } from "@/words/tone";

/** What each role may do, from the most to the least. */
export const ROLES: { value: Role; label: string; may: string }[] = [
  { value: "owner", label: "Owner", may: "May do everything, and decides who is in the team" },
  {
    value: "manager",
    label: "Manager",
    may: "A marketer who also handles requests, connections, domains and the audit log",
  },
  {
    value: "marketer",
    label: "Marketer",
    may: "Works with guests, forms and campaigns, and sends",
  },
  { value: "analyst", label: "Analyst", may: "Looks at everything, changes nothing" },
];

export const memberWord = (member: Member): Word =>
  member.has_password
    ? { word: "Member", tone: "ok", icon: CircleCheck }
    : { word: "Invited, no password yet", tone: "wait", icon: Clock };

/** 'campaign.sent' → 'Campaign sent'. */
export function actionWord(action: string): string {
  const words = action.replaceAll(/[._]/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The kinds of acts one may look for: the begin of what the log calls them. */
export const ACTS: { value: string; label: string }[] = [
  { value: "", label: "Everything" },
  { value: "campaign.", label: "Campaigns" },
  { value: "guest.", label: "Guests" },
  { value: "connection.", label: "Connections" },
  { value: "member.", label: "The team" },
  { value: "template.", label: "Templates" },
  { value: "import.", label: "Imports" },
  { value: "request.", label: "Requests of guests" },
  { value: "operator.", label: "The installation's operator" },
];
