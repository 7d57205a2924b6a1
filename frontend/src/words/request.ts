import {
  CircleCheck,
  CircleHelp,
  CircleSlash,
  Clock,
  FileClock,
  Inbox,
  TriangleAlert,
} from "lucide-react";

import type { DataRequest, DataRequestKind, DataRequestState } from "@/api/types";
import type { Word } from "@/words/tone";

/** What guests can ask about their data, with the article that gives them the right. */
export const REQUEST_KINDS: Record<DataRequestKind, { word: string; law: string }> = {
  access: { word: "See what we know", law: "GDPR 15" },
  rectification: { word: "Correct something", law: "GDPR 16" },
  erasure: { word: "Be forgotten", law: "GDPR 17" },
  restriction: { word: "Keep, but do not use", law: "GDPR 18" },
  portability: { word: "Take the data along", law: "GDPR 20" },
  objection: { word: "No more marketing", law: "GDPR 21" },
};

export const REQUEST_STATES: Record<DataRequestState, Word> = {
  unverified: { word: "Identity unknown", tone: "wait", icon: CircleHelp },
  open: { word: "To do", tone: "info", icon: Inbox },
  preparing: { word: "File being made", tone: "info", icon: FileClock },
  done: { word: "Done", tone: "ok", icon: CircleCheck },
  refused: { word: "Refused", tone: "skip", icon: CircleSlash },
  expired: { word: "Never confirmed", tone: "skip", icon: Clock },
};

/** How the month that the law gives stands; null where there is no hurry. */
export function dueWord(request: Pick<DataRequest, "is_overdue" | "is_urgent">): Word | null {
  if (request.is_overdue) return { word: "Overdue", tone: "bad", icon: TriangleAlert };
  if (request.is_urgent) return { word: "Due soon", tone: "wait", icon: Clock };
  return null;
}

/** What carrying it out does, before it is done. */
export const CARRY_OUT: Record<DataRequestKind, { verb: string; does: string }> = {
  access: {
    verb: "Make the file",
    does: "A file with all that you hold about this person is made. Hand it over yourself, to nobody else; it is deleted after a week.",
  },
  portability: {
    verb: "Make the file",
    does: "A file with all that you hold about this person is made, in tables that other systems read. It is deleted after a week.",
  },
  erasure: {
    verb: "Erase this person",
    does: "Name, addresses, letters and files of this person are erased everywhere, for good; their stays remain as numbers, of nobody. Only a hash is kept, so that they are never written to again.",
  },
  restriction: {
    verb: "Stop using the data",
    does: "This person gets no mail at all, also none about a stay. The data is kept as it is.",
  },
  objection: { verb: "Stop marketing mail", does: "This person gets no more offers and news." },
  rectification: {
    verb: "It is corrected",
    does: "Correct the guest on their own page first, then say here what was changed.",
  },
};

/** How we know who asks. */
export const verifiedWord = (by: string): string =>
  by === "mail" ? "The mailbox answered our letter" : by;
