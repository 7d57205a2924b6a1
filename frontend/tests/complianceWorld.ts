import type { DataRequest, PrivacyPolicy, Retention, Topic } from "@/api/types";

import { me } from "./world";

const [organization] = me.organizations;
if (!organization) throw new Error("The world has an organisation");

export const withRights = (...permissions: string[]) => ({
  ...me,
  organizations: [{ ...organization, permissions }],
});

export const request: DataRequest = {
  id: 4,
  kind: "access",
  state: "open",
  source: "staff",
  guest_id: 12,
  email: "anna@example.com",
  wish: "Everything since 2019, please.",
  received_at: "2026-10-20T08:00:00Z",
  due_at: "2026-11-20T08:00:00Z",
  is_urgent: true,
  is_overdue: true,
  verified_at: "2026-10-20T08:00:00Z",
  verified_by: "passport at the desk",
  closed_at: null,
  outcome: "",
  has_file: false,
};

export const privacy: PrivacyPolicy = {
  draft: { en: "We keep little.\n\nAsk us.", de: "Wir behalten wenig." },
  versions: [
    {
      version: 2,
      texts: { en: "We keep much." },
      published_by: "owner@bellhop.example",
      published_at: "2026-10-20T08:00:00Z",
    },
  ],
  url: "/privacy/alpenblick",
};

const topicOf = (id: number, position: number, en: string): Topic => ({
  id,
  key: en.toLowerCase(),
  names: { en, de: `${en} (de)` },
  hotel_id: null,
  position,
  retired: false,
});

export const topics = [topicOf(1, 0, "Spa"), topicOf(2, 0, "Winter"), topicOf(3, 2, "Food")];

export const retention: Retention = {
  periods: [
    {
      key: "sign_ups",
      what: "Sign-ups, confirmed or not",
      days: 7,
      ends: "after they ended",
      rule: "GDPR 5(1)(e)",
      before: "2026-11-17T00:00:00Z",
      rows: 1204,
    },
  ],
  last_run: {
    started_at: "2026-11-23T02:00:00Z",
    finished_at: "2026-11-23T02:01:00Z",
    counts: { sign_ups: 30 },
    complete: false,
  },
};
