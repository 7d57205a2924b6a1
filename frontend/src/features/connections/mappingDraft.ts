import type { ChannelMapping, ChannelMappingWrite, RatePlan, RoomType } from "@/api/types";

/** Codes at the channel, by room type, and by room type and rate plan; '' = not mapped. */
export interface MappingDraft {
  rooms: Record<number, string>;
  rates: Record<string, string>;
}

export const rateKey = (room: number, plan: number): string => `${room}:${plan}`;

export const draftOf = (mapping: ChannelMapping): MappingDraft => ({
  rooms: Object.fromEntries(mapping.rooms.map((one) => [one.room_type_id, one.remote_code])),
  rates: Object.fromEntries(
    mapping.rates.map((one) => [rateKey(one.room_type_id, one.rate_plan_id), one.remote_code]),
  ),
});

/** A rate of a room that is no longer mapped goes with it. */
export function bodyOf(
  draft: MappingDraft,
  rooms: RoomType[],
  plans: RatePlan[],
): ChannelMappingWrite {
  const mapped = rooms.filter(({ id }) => draft.rooms[id]);
  return {
    rooms: mapped.map(({ id }) => ({ room_type_id: id, remote_code: draft.rooms[id] ?? "" })),
    rates: mapped.flatMap((room) =>
      plans
        .map((plan) => ({
          room_type_id: room.id,
          rate_plan_id: plan.id,
          remote_code: draft.rates[rateKey(room.id, plan.id)] ?? "",
        }))
        .filter(({ remote_code }) => remote_code !== ""),
    ),
  };
}

/** What the channel lists for this room: its own rates, and those that hold for every room. */
export const ratesFor = (mapping: ChannelMapping, roomCode: string) =>
  mapping.remote_rates.filter(({ room_code }) => room_code === "" || room_code === roomCode);
