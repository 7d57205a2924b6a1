import type { CalendarChange, ChangedDay, RateCalendar, RatePlan, RoomType } from "@/api/types";
import { minorDigits } from "@/format/format";

const DAY_MS = 86_400_000;
export const SHOWN = 14;

/** A room's number to sell, or a plan's price for it, over all days shown. */
export interface GridRow {
  room: RoomType;
  plan: RatePlan | null;
}

export const shift = (iso: string, days: number): string =>
  new Date(Date.parse(`${iso}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

/** Today at the hotel, since its calendar has its days. */
export const todayAt = (timeZone: string, now: Date): string =>
  new Intl.DateTimeFormat("en-CA", { timeZone }).format(now);

export const daysFrom = (first: string): string[] =>
  Array.from({ length: SHOWN }, (_, at) => shift(first, at));

export const rowsOf = (rooms: RoomType[], plans: RatePlan[]): GridRow[] =>
  rooms.flatMap((room) => [{ room, plan: null }, ...plans.map((plan) => ({ room, plan }))]);

export const cellKey = ({ room, plan }: GridRow, day: string): string =>
  `${room.id}:${plan?.id ?? ""}:${day}`;

/** What the calendar holds, as it is typed; '' = nobody set it. */
export function valuesOf(calendar: RateCalendar, plans: RatePlan[]): Record<string, string> {
  const currency = new Map(plans.map((plan) => [plan.id, plan.currency]));
  const rooms = calendar.rooms.map((one) => [
    `${one.room_type_id}::${one.day}`,
    String(one.available),
  ]);
  const rates = calendar.rates
    .filter(({ price_minor }) => price_minor !== null)
    .map((one) => {
      const digits = minorDigits(currency.get(one.rate_plan_id) ?? "EUR");
      const price = ((one.price_minor ?? 0) / 10 ** digits).toFixed(digits);
      return [`${one.room_type_id}:${one.rate_plan_id}:${one.day}`, price];
    });
  return Object.fromEntries([...rooms, ...rates]) as Record<string, string>;
}

/** What the channel makes of each cell; what it took is not in the list. */
export const standing = (days: ChangedDay[]): Map<string, ChangedDay> =>
  new Map(days.map((one) => [`${one.room_type_id}:${one.rate_plan_id ?? ""}:${one.day}`, one]));

const whole = /^\d{1,4}$/;
const price = /^\d{1,9}([.,]\d{1,3})?$/;

export const fits = (row: GridRow, typed: string): boolean =>
  (row.plan ? price : whole).test(typed.trim());

/** A typed cell as a change of that day. */
export function changeOf(row: GridRow, day: string, typed: string): CalendarChange {
  const where = { room_type_id: row.room.id, first: day, last: day };
  if (!row.plan) return { ...where, available: Number(typed) };
  const amount = Number(typed.trim().replace(",", "."));
  const minor = Math.round(amount * 10 ** minorDigits(row.plan.currency));
  return { ...where, rate_plan_id: row.plan.id, price_minor: minor };
}
