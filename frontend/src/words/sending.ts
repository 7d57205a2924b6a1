import {
  CircleCheck,
  CircleHelp,
  CircleMinus,
  CircleSlash,
  CircleX,
  Clock,
  TriangleAlert,
} from "lucide-react";

import type { DnsRecord, DomainRow, Relay } from "@/api/types";
import type { Word } from "@/words/tone";

/** What the last look at DNS found of a record. */
export function recordWord({ state, needed }: Pick<DnsRecord, "state" | "needed">): Word {
  const tone = needed ? "bad" : "wait";
  switch (state) {
    case "ok":
      return { word: "Right", tone: "ok", icon: CircleCheck };
    case "missing":
      return { word: "Missing", tone, icon: CircleX };
    case "wrong":
      return { word: "Wrong", tone, icon: TriangleAlert };
    case "error":
      return { word: "DNS did not answer", tone: "wait", icon: CircleHelp };
    default:
      return { word: "Not looked up yet", tone: "skip", icon: CircleMinus };
  }
}

export const PARTS: Record<DnsRecord["part"], string> = {
  spf: "SPF",
  dkim: "DKIM",
  dmarc: "DMARC",
  return_path_mx: "Return address",
  return_path_spf: "SPF of the return address",
  tracking: "Links",
};

export function domainWord(domain: DomainRow): Word {
  if (!domain.verified_at && !domain.checked_at)
    return { word: "Records to publish", tone: "info", icon: Clock };
  if (!domain.verified_at) return { word: "Not verified", tone: "bad", icon: CircleX };
  if (domain.failed_checks > 0)
    return { word: "Verified, a record went missing", tone: "wait", icon: TriangleAlert };
  return { word: "Verified", tone: "ok", icon: CircleCheck };
}

/** How a relay fares: switched off counts most, then whether it rests after failures. */
export function relayWord(relay: Relay, now: Date): Word {
  if (!relay.enabled) return { word: "Switched off", tone: "skip", icon: CircleSlash };
  if (relay.down_until && new Date(relay.down_until) > now)
    return { word: "Down", tone: "bad", icon: CircleX };
  if (relay.last_error) return { word: "Failed last time", tone: "wait", icon: TriangleAlert };
  return { word: "In use", tone: "ok", icon: CircleCheck };
}

export const SECURITIES: { value: Relay["security"]; label: string; port: number }[] = [
  { value: "starttls", label: "STARTTLS (usual, port 587)", port: 587 },
  { value: "tls", label: "TLS from the start (port 465)", port: 465 },
  { value: "none", label: "None (only in your own network)", port: 25 },
];

export const STREAMS: { value: Relay["streams"]; label: string }[] = [
  { value: "both", label: "All letters" },
  { value: "marketing", label: "Campaigns only" },
  { value: "service", label: "Messages about a stay only" },
];

export const streamWord = (streams: Relay["streams"]): string =>
  STREAMS.find(({ value }) => value === streams)?.label ?? streams;

/** The mailbox providers that most guests use, by their key in the limits. */
const PROVIDERS: Record<string, string> = {
  google: "Gmail",
  microsoft: "Outlook and Hotmail",
  yahoo: "Yahoo and AOL",
};

export const COMMON_PROVIDERS: readonly string[] = Object.keys(PROVIDERS);

export const providerWord = (key: string): string => PROVIDERS[key] ?? key;
