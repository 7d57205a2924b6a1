import { CircleCheck, CirclePause, CircleSlash, CircleX, Clock } from "lucide-react";

import type { Connection } from "@/api/types";
import type { Word } from "@/words/tone";

/** How a connection fares: an error counts more than the wish that it be active. */
export function connectionWord(connection: Connection): Word {
  if (connection.status === "disabled")
    return { word: "Switched off", tone: "skip", icon: CircleSlash };
  if (connection.status === "paused") return { word: "Paused", tone: "wait", icon: CirclePause };
  if (connection.last_error) return { word: "Cannot sync", tone: "bad", icon: CircleX };
  if (!connection.last_success_at)
    return { word: "Waiting for the first sync", tone: "info", icon: Clock };
  return { word: "In sync", tone: "ok", icon: CircleCheck };
}

/** What a channel's reservations lack of a guest, where they lack it always. */
const LACKS: Partial<Record<Connection["channel"], string>> = {
  ical: "A calendar brings dates and a code only: no guest, no address, no price. Closed days and bookings that its channel does not tell apart count as bookings.",
  agoda: "Agoda brings a name, and no address. Ask for it at check-in.",
};

export const channelLacks = (channel: Connection["channel"]): string | undefined => LACKS[channel];
