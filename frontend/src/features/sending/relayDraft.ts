import type { Relay, RelayWrite } from "@/api/types";

/** A relay as a form holds it: numbers as they are typed, and a password only on its way in. */
export interface RelayDraft {
  name: string;
  host: string;
  port: string;
  security: Relay["security"];
  username: string;
  password: string;
  streams: Relay["streams"];
  priority: string;
  letters_per_hour: string;
  signs: boolean;
  enabled: boolean;
}

export const draftOf = (relay: Relay | null): RelayDraft => ({
  name: relay?.name ?? "",
  host: relay?.host ?? "",
  port: String(relay?.port ?? 587),
  security: relay?.security ?? "starttls",
  username: relay?.username ?? "",
  password: "",
  streams: relay?.streams ?? "both",
  priority: String(relay?.priority ?? 10),
  letters_per_hour: relay?.letters_per_hour ? String(relay.letters_per_hour) : "",
  signs: relay?.signs ?? false,
  enabled: relay?.enabled ?? true,
});

/** What is not a number goes as NaN, which the server refuses by the field's name. */
export const bodyOf = (draft: RelayDraft): RelayWrite => ({
  name: draft.name.trim(),
  host: draft.host.trim(),
  port: Number(draft.port),
  security: draft.security,
  username: draft.username.trim(),
  streams: draft.streams,
  priority: Number(draft.priority),
  letters_per_hour: Number(draft.letters_per_hour),
  signs: draft.signs,
  enabled: draft.enabled,
  // Left out, the stored one stays.
  ...(draft.password ? { password: draft.password } : {}),
});
