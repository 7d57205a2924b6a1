import type { Connection, ConnectionChange, ConnectionCreate, Hotel } from "@/api/types";

/** A connection as a form holds it; credentials only on their way in. */
export interface ConnectionDraft {
  hotel: number;
  channel: Connection["channel"];
  name: string;
  base_url: string;
  remote_hotel_id: string;
  credentials: Record<string, string>;
}

export const draftOf = (
  connection: Connection | null,
  hotel: Hotel | undefined,
): ConnectionDraft => ({
  hotel: connection?.hotel.id ?? hotel?.id ?? 0,
  channel: connection?.channel ?? "booking_com",
  name: connection?.name ?? "",
  base_url: connection?.base_url ?? "",
  remote_hotel_id: connection?.remote_hotel_id ?? "",
  credentials: {},
});

/** What is empty is left out, so that the server names it as missing. */
const given = (credentials: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(credentials).filter(([, value]) => value !== ""));

export const createOf = (draft: ConnectionDraft): ConnectionCreate => ({
  hotel_id: draft.hotel,
  channel: draft.channel,
  name: draft.name,
  base_url: draft.base_url,
  remote_hotel_id: draft.remote_hotel_id,
  credentials: given(draft.credentials),
});

export const changeOf = (draft: ConnectionDraft): ConnectionChange => ({
  name: draft.name,
  base_url: draft.base_url,
  remote_hotel_id: draft.remote_hotel_id,
  credentials: given(draft.credentials),
});
