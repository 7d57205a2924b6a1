import {
  CircleCheck,
  CircleHelp,
  CircleSlash,
  CircleX,
  Clock,
  Hourglass,
  MailX,
  Send,
} from "lucide-react";

import type { Counts, MessageState } from "@/api/types";
import type { Word } from "@/words/tone";

/** One recipient's state. 'Sent' means that the guest's own mail server took the letter. */
export const messageWords: Record<MessageState, Word> = {
  queued: { word: "Waiting", tone: "info", icon: Clock },
  claimed: { word: "On its way", tone: "info", icon: Send },
  handed: { word: "Sent", tone: "ok", icon: CircleCheck },
  deferred: { word: "Trying again", tone: "wait", icon: Hourglass },
  bounced: { word: "Bounced", tone: "bad", icon: MailX },
  failed: { word: "Failed", tone: "bad", icon: CircleX },
  skipped: { word: "Not sent", tone: "skip", icon: CircleSlash },
  unknown: { word: "In doubt", tone: "wait", icon: CircleHelp },
};

/** The order in which they are shown: what is done, what needs a look, what waits, what was never meant to go. */
export const MESSAGE_STATES: MessageState[] = [
  "handed",
  "unknown",
  "failed",
  "bounced",
  "deferred",
  "claimed",
  "queued",
  "skipped",
];

export const totalOf = (counts: Counts): number =>
  MESSAGE_STATES.reduce((sum, state) => sum + counts[state], 0);

const OPEN: MessageState[] = ["queued", "claimed", "deferred"];

/** Letters on which something is still to happen. */
export const openOf = (counts: Counts): number =>
  OPEN.reduce((sum, state) => sum + counts[state], 0);
