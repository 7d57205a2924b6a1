import { EMAIL_KINDS } from "@/words/permission";
import { campaignWords } from "@/words/campaign";
import type { CampaignStatus, EmailKind } from "@/api/types";

/** What each page keeps in the address bar. Anything else there is dropped. */

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
  return next && /^\/(?!\/)/.test(next) ? { next } : {};
};

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
    ...(words ? { search: words } : {}),
    ...(kind && kind in EMAIL_KINDS ? { email_kind: kind as EmailKind } : {}),
    ...(permission === "allowed" || permission === "blocked" ? { permission } : {}),
  };
};

export interface StatusSearch {
  status?: CampaignStatus | undefined;
}

export const statusSearch = (search: Record<string, unknown>): StatusSearch => {
  const status = text(search["status"]);
  return status && status in campaignWords ? { status: status as CampaignStatus } : {};
};
