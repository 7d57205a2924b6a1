/** Wall-clock time at a hotel, to and from an instant. */

const PARTS: Intl.DateTimeFormatOptions = {
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
};

function wallClock(instant: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat("en-GB", { ...PARTS, timeZone }).formatToParts(instant);
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  return Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second"));
}

/** '2026-12-24T09:00' as the hotel's clock shows it → the instant, as ISO in UTC. */
export function toInstant(local: string, timeZone: string): string {
  const wanted = Date.parse(`${local}:00Z`);
  let instant = wanted - (wallClock(wanted, timeZone) - wanted);
  // A second step settles days on which the clock is changed.
  instant -= wallClock(instant, timeZone) - wanted;
  return new Date(instant).toISOString();
}

/** An instant → 'YYYY-MM-DDTHH:MM' on the hotel's clock, as a date-time field wants it. */
export function toLocal(iso: string, timeZone: string): string {
  return new Date(wallClock(Date.parse(iso), timeZone)).toISOString().slice(0, 16);
}
