/** Numbers, money, dates and times as the reader's own locale writes them. */

import { locale } from "@/i18n/speak";
import { t } from "@/i18n/words";

const makers = new Map<string, Intl.NumberFormat>();

function numberFormat(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${locale()}${JSON.stringify(options)}`;
  const known = makers.get(key);
  if (known) return known;
  const made = new Intl.NumberFormat(locale(), options);
  makers.set(key, made);
  return made;
}

export const count = (n: number): string => numberFormat({}).format(n);

const LEAST = 0.001;

/** A share of a whole with one decimal; a dash where there is no whole, never 0 for something. */
export function share(part: number, whole: number): string {
  if (whole <= 0) return "–";
  const percent = numberFormat({ style: "percent", maximumFractionDigits: 1 });
  const value = part / whole;
  return value > 0 && value < LEAST ? `< ${percent.format(LEAST)}` : percent.format(value);
}

/** `total` in the currency's minor units, as the OTA sent it. */
export function money(totalMinor: number | null, currency: string): string {
  if (totalMinor === null || !currency) return "–";
  const format = numberFormat({ style: "currency", currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(totalMinor / 10 ** digits);
}

/** How many digits a currency has after the point: 2 for EUR, 0 for JPY. */
export const minorDigits = (currency: string): number =>
  numberFormat({ style: "currency", currency: currency || "EUR" }).resolvedOptions()
    .maximumFractionDigits ?? 2;

/** '1 guest', '1,204 guests'. */
export const many = (n: number, one: string, more = `${one}s`): string =>
  `${count(n)} ${n === 1 ? one : more}`;

/** A stay date is a day at the hotel, so it is never shifted by the reader's time zone. */
export function day(iso: string | null, options: Intl.DateTimeFormatOptions = {}): string {
  if (!iso) return "–";
  const date = new Date(`${iso.slice(0, 10)}T00:00:00Z`);
  return new Intl.DateTimeFormat(locale(), {
    day: "numeric",
    month: "short",
    year: "numeric",
    ...options,
    timeZone: "UTC",
  }).format(date);
}

/** '10 – 14 Feb 2026': two stay dates, what they share written once. */
export function days(from: string, until: string): string {
  const date = (iso: string) => new Date(`${iso.slice(0, 10)}T00:00:00Z`);
  return new Intl.DateTimeFormat(locale(), {
    day: "numeric",
    month: "short",
    year: "numeric",
    timeZone: "UTC",
  }).formatRange(date(from), date(until));
}

export const shortDay = (iso: string): string =>
  new Intl.DateTimeFormat(locale(), { day: "numeric", month: "short", timeZone: "UTC" }).format(
    new Date(`${iso.slice(0, 10)}T00:00:00Z`),
  );

/** '3 Jun, 14:00': a moment of which the year is known. */
export const shortMoment = (iso: string): string =>
  new Intl.DateTimeFormat(locale(), {
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
  }).format(new Date(iso));

export function moment(iso: string | null, timeZone?: string): string {
  if (!iso) return "–";
  return new Intl.DateTimeFormat(locale(), {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    ...(timeZone ? { timeZone } : {}),
  }).format(new Date(iso));
}

/** '14:05' in the reader's time zone. */
export const clock = (iso: string): string =>
  new Intl.DateTimeFormat(locale(), { hour: "2-digit", minute: "2-digit" }).format(new Date(iso));

/** 'Mon' of a day. */
export const weekday = (iso: string): string =>
  day(iso, { weekday: "short", day: undefined, month: undefined, year: undefined });

/** 'November 2026' of '2026-11'. */
export const monthName = (month: string): string =>
  day(`${month}-01`, { day: undefined, month: "long" });

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** '3 minutes ago' for up to a month, then the date. */
export function ago(iso: string | null, now: Date): string {
  if (!iso) return t("format.never");
  const seconds = Math.round((new Date(iso).getTime() - now.getTime()) / 1000);
  if (Math.abs(seconds) > 30 * 86_400) return day(iso);
  const relative = new Intl.RelativeTimeFormat(locale(), { numeric: "auto" });
  for (const [unit, size] of STEPS)
    if (Math.abs(seconds) >= size) return relative.format(Math.round(seconds / size), unit);
  return t("format.justNow");
}

/** 'about 4 min', 'under a minute'. */
export function duration(seconds: number): string {
  if (seconds < 60) return t("format.underMinute");
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return t("format.minutes", { minutes: count(minutes) });
  const hours = numberFormat({ maximumFractionDigits: 1 }).format(minutes / 60);
  return t("format.hours", { hours });
}

function named(type: Intl.DisplayNamesType, code: string): string {
  if (!code) return "–";
  try {
    return new Intl.DisplayNames(locale(), { type, fallback: "code" }).of(code) ?? code;
  } catch {
    return code; // An OTA may send what no standard lists.
  }
}

export const country = (code: string): string => named("region", code);
export const language = (code: string): string => named("language", code);

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

/** '8.4 MB', in steps of a thousand as file managers count. */
export function bytes(size: number): string {
  const step = size < 1 ? 0 : Math.min(3, Math.floor(Math.log10(size) / 3));
  return numberFormat({
    style: "unit",
    unit: UNITS[step] ?? "byte",
    unitDisplay: step === 0 ? "long" : "short",
    maximumFractionDigits: step < 2 ? 0 : 1,
  }).format(size / 1000 ** step);
}
