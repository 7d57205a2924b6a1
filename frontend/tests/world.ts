import type {
  Audience,
  Campaign,
  Counts,
  Domain,
  Gate,
  GuestRow,
  Home,
  Me,
  Progress,
  Relay,
  SendingPolicy,
} from "@/api/types";

export const ORG = "/api/v1/orgs/alpenblick";

export const me: Me = {
  id: 1,
  email: "owner@bellhop.example",
  name: "Hanna Berger",
  language: "",
  is_operator: false,
  organizations: [
    {
      slug: "alpenblick",
      name: "Alpenblick Hotels",
      role: "owner",
      permissions: ["campaign.send", "campaign.edit", "domain.edit", "relay.edit"],
      hotels: [
        {
          id: 7,
          name: "Seehof Bregenz",
          slug: "seehof",
          city: "Bregenz",
          country: "AT",
          time_zone: "Europe/Vienna",
          currency: "EUR",
        },
      ],
    },
  ],
};

export const none: Counts = {
  queued: 0,
  claimed: 0,
  handed: 0,
  deferred: 0,
  bounced: 0,
  failed: 0,
  skipped: 0,
  unknown: 0,
};

export const draft: Campaign = {
  id: 3,
  name: "Winter weekends",
  hotel: { id: 7, name: "Seehof Bregenz" },
  subject: "Three nights, the fourth is ours",
  status: "draft",
  send_at: null,
  created_at: "2026-11-20T08:00:00Z",
  audience_size: 0,
  counts: none,
  opened: 0,
  clicked: 0,
  unsubscribed: 0,
  updated_at: "2026-11-20T08:00:00Z",
  document: null,
  preview_text: "",
  mjml: "<mjml><mj-body></mj-body></mjml>",
  template_id: null,
  topic_id: null,
  failure: "",
  audience: { hotel_ids: [], countries: [], languages: [] },
};

/** Nothing keeps the campaign back. */
export const gate: Gate = {
  ready: true,
  checks: [
    {
      code: "subject_honest",
      ok: true,
      blocks: true,
      problem: "",
      mend: "",
      place: "campaign",
      field: "subject",
    },
  ],
};

export const audience: Audience = {
  audience: 1592,
  allowed: 1204,
  excluded: { no_consent: 300, ota_alias: 88 },
  bases: { consent: 1000, soft_opt_in: 204 },
  texts: { no_consent: "This guest never agreed.", ota_alias: "The address is a booking site's." },
};

export const progress: Progress = {
  status: "sending",
  audience: 1592,
  counts: { ...none, handed: 1000, queued: 204, skipped: 388 },
  excluded: audience.excluded,
  opened: 10,
  clicked: 2,
  unsubscribed: 0,
  rate_per_minute: 3000,
  machine_opened: 0,
  machine_clicked: 0,
  eta_seconds: 4,
  complained: 0,
  next_try_at: null,
  in_doubt: 0,
  being_settled: 0,
  doubt_reasons: [],
  pause_reason: "",
  hold_reason: "",
  started_at: "2026-11-24T08:00:00Z",
  finished_at: null,
};

export const domain: Domain = {
  id: 5,
  domain: "seehof.example",
  verified_at: "2026-11-20T08:00:00Z",
  checked_at: "2026-11-24T07:00:00Z",
  failed_checks: 0,
  return_path: "",
  return_path_ok: false,
  tracking_host: "",
  tracking_ok: false,
  dmarc_rua: "",
  dual_sign: false,
  created_at: "2026-11-19T08:00:00Z",
  blocked: "",
  keys: [],
  records: [
    {
      part: "spf",
      kind: "TXT",
      name: "seehof.example",
      value: "v=spf1 a:mail.example ~all",
      purpose: "Says which servers may send in this domain's name.",
      needed: true,
      state: "ok",
      found: ["v=spf1 a:mail.example ~all"],
      advice: "",
    },
  ],
};

export const relay: Relay = {
  id: 9,
  name: "House post",
  streams: "both",
  priority: 10,
  enabled: true,
  host: "smtp.house.example",
  port: 587,
  username: "seehof",
  has_password: true,
  security: "starttls",
  helo: "",
  source_address: "",
  connections: 4,
  letters_per_connection: 0,
  letters_per_hour: 0,
  signs: false,
  warm_up_plan: "",
  warm_up_started_on: null,
  down_until: null,
  failures: 0,
  last_error: "",
  created_at: "2026-11-19T08:00:00Z",
};

export const policy: SendingPolicy = {
  letters_per_hour: 0,
  provider_limits: {},
  cap_letters: 0,
  cap_days: 7,
  tracking: "hygiene",
  hold_reason: "",
  held_at: null,
};

const still = { delivered: 0, bounced: 0, unsubscribed: 0 };

export const home: Home = {
  period_days: 30,
  sent: 2304,
  delivered: 2284,
  opened: 902,
  clicked: 201,
  unsubscribed: 11,
  bounced: 20,
  guests: 1592,
  mailable_guests: 1204,
  alias_guests: 88,
  arrivals_next_7: 47,
  departures_next_7: 39,
  due_today: 1,
  letters_waiting: 0,
  domains: [
    { domain: "seehotel.example", light: "green" },
    { domain: "alm.example", light: "red" },
  ],
  direct: { guests: 200, confirmed: 24 },
  earned: [{ currency: "EUR", stays: 12, nights: 31, revenue_minor: 512_000 }],
  daily: [
    { date: "2026-11-23", ...still, sent: 10, opened: 4, clicked: 1 },
    { date: "2026-11-24", ...still, sent: 1204, opened: 400, clicked: 90 },
  ],
  needs_attention: [
    {
      kind: "connection",
      message: "Bregenz cannot sync.",
      count: 1,
      name: "Bregenz",
      link: "/connections/2",
    },
  ],
  recent_campaigns: [],
};

export const guestRow = (id: number): GuestRow => ({
  id,
  first_name: "Anna",
  last_name: `Gruber ${id}`,
  email: `anna.gruber${id}@example.com`,
  email_kind: "real",
  is_disposable: false,
  country: "AT",
  language: "de",
  stays: 2,
  last_departure: "2026-08-04",
  next_arrival: null,
  permission: { allowed: true, reason: "", text: "Agreed on the website form." },
});

export const list = <T>(results: T[], next: string | null = null, total = results.length) => ({
  results,
  next,
  previous: null,
  total,
});
