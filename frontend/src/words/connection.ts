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

const CREDENTIALS: Record<string, string> = {
  api_key: "API key",
  username: "User name",
  password: "Password",
  client_id: "Client ID",
  client_secret: "Client secret",
  requestor_id: "Requestor ID",
  push_username: "User name for pushes",
};

const spoken = (code: string): string => {
  const words = code.replace(/^OTA_|^action_/, "").replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** What a credential is called; the channels' own names, where they are words already. */
export const credentialWord = (name: string): string => CREDENTIALS[name] ?? spoken(name);

/** What a channel was asked whether this hotel may do it. */
export const capabilityWord = (name: string): string => spoken(name);

const ANSWERS = {
  ok: { word: "Works", tone: "ok", icon: CircleCheck },
  denied: { word: "Refused", tone: "bad", icon: CircleX },
  unknown: { word: "Not said", tone: "skip", icon: CircleSlash },
} as const satisfies Record<string, Word>;

export const answerWord = (answer: keyof typeof ANSWERS): Word => ANSWERS[answer];

const OFFERS: Record<string, string> = {
  push_availability: "rooms to sell",
  push_rates: "prices and restrictions",
  list_rates: "its list of rate plans",
  pull_rates: "reading its calendar back",
  webhooks: "calls when something is new",
  fallback: "an e-mail to the hotel when nobody confirms in time",
};

/** What a channel does besides handing out reservations. */
export const offerWord = (offer: string): string => OFFERS[offer] ?? offer;
