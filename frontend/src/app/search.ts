import { EMAIL_KINDS } from "@/words/permission";
import { campaignWords } from "@/words/campaign";
import type { CampaignStatus, EmailKind } from "@/api/types";

/**
 * What each page keeps in the address bar. A value that does not fit is named as undefined: the
 * router would hand an unnamed one through as it came.
 */

const text = (value: unknown): string | undefined =>
  typeof value === "string" && value !== ""
    ? value
    : typeof value === "number"
      ? String(value)
      : undefined;

export interface LoginSearch {
  next?: string | undefined;
}

export const loginSearch = (search: Record<string, unknown>): LoginSearch => {
  const next = text(search["next"]);
  // Only ways inside the dashboard: never a redirect to a foreign site.
  return { next: next && /^\/(?![/\\])/.test(next) ? next : undefined };
};

export interface JoinSearch {
  key?: string | undefined;
}

export const joinSearch = (search: Record<string, unknown>): JoinSearch => ({
  key: text(search["key"]),
});

export interface GuestSearch {
  search?: string | undefined;
  email_kind?: EmailKind | undefined;
  permission?: "allowed" | "blocked" | undefined;
}

export const guestSearch = (search: Record<string, unknown>): GuestSearch => {
  const words = text(search["search"]);
  const kind = text(search["email_kind"]);
  const permission = text(search["permission"]);
  return {
    search: words,
    email_kind: kind && kind in EMAIL_KINDS ? (kind as EmailKind) : undefined,
    permission: permission === "allowed" || permission === "blocked" ? permission : undefined,
  };
};

export interface SheetSearch {
  hotel?: number | undefined;
  day?: string | undefined;
}

export const sheetSearch = (search: Record<string, unknown>): SheetSearch => {
  const hotel = Number(text(search["hotel"]));
  const day = text(search["day"]);
  return {
    hotel: Number.isSafeInteger(hotel) && hotel > 0 ? hotel : undefined,
    day: day && /^\d{4}-\d\d-\d\d$/.test(day) ? day : undefined,
  };
};

export interface CampaignSearch {
  status?: CampaignStatus | undefined;
  /** '2026-11': the month that the calendar shows; without it the campaigns stand in a table. */
  month?: string | undefined;
}

export const campaignSearch = (search: Record<string, unknown>): CampaignSearch => {
  const status = text(search["status"]);
  const month = text(search["month"]);
  return {
    status: status && status in campaignWords ? (status as CampaignStatus) : undefined,
    month: month && /^20\d\d-(0[1-9]|1[0-2])$/.test(month) ? month : undefined,
  };
};
