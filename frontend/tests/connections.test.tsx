import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import type { ChannelIssue, Connection, ConnectionState } from "@/api/types";

import { answer, json, problem } from "./border";
import { open } from "./open";
import { list, me, ORG } from "./world";

const connection: Connection = {
  id: 4,
  name: "Seehof at Channex",
  channel: "channex",
  channel_name: "Channex",
  certified: false,
  base_url: "https://app.channex.example/api/v1",
  remote_hotel_id: "p-1",
  hotel: { id: 7, name: "Seehof Bregenz" },
  status: "active",
  last_pull_at: "2026-11-24T08:00:00Z",
  last_success_at: "2026-11-24T08:00:00Z",
  last_error: "",
  reservations: 120,
  stays: 118,
  open_issues: 1,
  pending_acknowledgements: 0,
};

const state: ConnectionState = {
  status: "active",
  offers: ["push_availability", "push_rates"],
  last_pull_at: null,
  last_pull_success_at: null,
  pull_lag_seconds: null,
  pull_error: "",
  pull_failures: 0,
  last_push_at: null,
  last_push_success_at: null,
  push_lag_seconds: 240,
  push_error: "The channel is busy.",
  push_failures: 3,
  held_until: "2026-11-24T09:00:00Z",
  waiting_days: 12,
  refused_days: 2,
  waiting_receipts: 0,
  last_compared_at: null,
  last_hook_at: null,
  quotas: [{ kind: "rates", left: 7, per_minute: 10 }],
  issues: {},
};

const issue: ChannelIssue = {
  id: 31,
  kind: "malformed",
  text: "The channel sent something that cannot be read.",
  detail: "Reservation R9: no dates",
  opened_at: "2026-11-24T08:00:00Z",
  resolved_at: null,
  replayable: true,
};

const channels = [
  {
    slug: "channex",
    name: "Channex",
    certified: false,
    credentials: ["api_key"],
    secret_address: false,
    offers: [],
  },
  {
    slug: "booking_com",
    name: "Booking.com",
    certified: false,
    credentials: ["client_id", "client_secret"],
    secret_address: false,
    offers: [],
  },
];

const editor = {
  ...me,
  organizations: me.organizations.map((org) => ({ ...org, permissions: ["connection.edit"] })),
};

const HERE = `${ORG}/connections/4`;
const room = { id: 1, hotel_id: 7, code: "DZ", name: "Double" };
const plan = { id: 2, hotel_id: 7, code: "BAR", name: "Best rate", currency: "EUR" };

const world = {
  "GET /api/v1/me": () => json(editor),
  [`GET ${ORG}/connections`]: () => json(list([connection])),
  [`GET ${ORG}/channels`]: () => json({ channels }),
  [`GET ${HERE}`]: () => json(connection),
  [`GET ${HERE}/state`]: () => json(state),
  [`GET ${HERE}/issues`]: () => json(list([issue])),
  [`GET ${ORG}/room-types`]: () => json(list([room])),
  [`GET ${ORG}/rate-plans`]: () => json(list([plan])),
};

test("a new connection asks for its channel's own credentials, and says it is not certified", async () => {
  const asked = answer({ ...world, [`POST ${ORG}/connections`]: () => json(connection, 201) });
  open("/app/alpenblick/connections");
  await userEvent.click(await screen.findByRole("button", { name: "Add a connection" }));
  const form = within(await screen.findByRole("dialog"));
  expect(await form.findByText("Booking.com: not certified.")).toBeVisible();
  await userEvent.selectOptions(form.getByLabelText("Channel"), "Channex");
  expect(form.queryByLabelText("Client secret")).toBeNull();
  await userEvent.type(form.getByLabelText("Address"), "https://c.example");
  await userEvent.type(form.getByLabelText("Hotel's number at the channel"), "p-1");
  const key = form.getByLabelText("API key");
  expect(key).toHaveAttribute("type", "password");
  await userEvent.type(key, "k-1");
  await userEvent.click(form.getByRole("button", { name: "Add connection" }));
  expect(await screen.findByText(/Seehof at Channex is saved/)).toBeVisible();
  expect(asked.find(({ method }) => method === "POST")?.body).toEqual({
    hotel_id: 7,
    channel: "channex",
    name: "",
    base_url: "https://c.example",
    remote_hotel_id: "p-1",
    credentials: { api_key: "k-1" },
  });
});

test("what the server refuses stands at its field, and what was typed stays", async () => {
  answer({
    ...world,
    [`PATCH ${HERE}`]: () =>
      problem(400, "invalid", "The connection was not changed; the fields say what to mend.", {
        base_url: ["Enter the channel's address, beginning with https://."],
      }),
  });
  open("/app/alpenblick/connections/4");
  await userEvent.click(await screen.findByRole("button", { name: "Change" }));
  const form = within(await screen.findByRole("dialog"));
  const address = await form.findByLabelText("Address");
  await userEvent.clear(address);
  await userEvent.type(address, "ftp://x");
  await userEvent.click(form.getByRole("button", { name: "Save" }));
  expect(await form.findByText(/^Enter the channel/)).toBeVisible();
  expect(address).toHaveValue("ftp://x");
});

test("the state says what rests, waits and is refused, and what the quota allows", async () => {
  answer(world);
  open("/app/alpenblick/connections/4");
  expect(await screen.findByText("Sending rests after several failures.")).toBeVisible();
  expect(screen.getByText("12, the oldest for about 4 min")).toBeVisible();
  expect(screen.getByText("2 days")).toBeVisible();
  expect(screen.getByText("7 of 10 a minute")).toBeVisible();
});

test("a check tells each capability apart", async () => {
  const capabilities = [
    { name: "log_in", answer: "ok" },
    { name: "reservations", answer: "denied" },
  ];
  answer({
    ...world,
    [`POST ${HERE}/capabilities`]: () =>
      json({
        error: "",
        hotel_name: "Seehof",
        protocol_version: "v1",
        clock_skew_seconds: 0,
        capabilities,
      }),
  });
  open("/app/alpenblick/connections/4");
  await userEvent.click(await screen.findByRole("button", { name: "Check each capability" }));
  const rows = within(await screen.findByRole("list", { name: "Capabilities" }));
  expect(rows.getAllByRole("listitem").map(({ textContent }) => textContent)).toEqual([
    "Log inWorks",
    "ReservationsRefused",
  ]);
});

test("what was set aside is read again; a refusal says why", async () => {
  const asked = answer({
    ...world,
    [`POST ${HERE}/issues/31/replay`]: () =>
      problem(409, "still_unreadable", "It still cannot be read: no dates"),
  });
  open("/app/alpenblick/connections/4");
  await userEvent.click(await screen.findByRole("button", { name: "Read it again" }));
  expect(await screen.findByText("It still cannot be read: no dates")).toBeVisible();
  expect(asked.filter(({ method }) => method === "POST")).toHaveLength(1);
});

test("rooms and rates are mapped together, as the channel lists them", async () => {
  const mapping = {
    rooms: [],
    rates: [],
    remote_rooms: [{ code: "A1", name: "Double room" }],
    remote_rates: [{ code: "R1", name: "Flexible", room_code: "A1", currency: "EUR" }],
  };
  const asked = answer({
    ...world,
    [`GET ${HERE}/mapping`]: () => json(mapping),
    [`PUT ${HERE}/mapping`]: () => json(mapping),
  });
  open("/app/alpenblick/connections/4/mapping");
  await userEvent.selectOptions(await screen.findByLabelText("Double at the channel"), "A1");
  await userEvent.selectOptions(
    await screen.findByLabelText("Best rate of Double at the channel"),
    "R1",
  );
  await userEvent.click(screen.getByRole("button", { name: "Save the mapping" }));
  expect(await screen.findByText(/The mapping is saved/)).toBeVisible();
  expect(asked.find(({ method }) => method === "PUT")?.body).toEqual({
    rooms: [{ room_type_id: 1, remote_code: "A1" }],
    rates: [{ room_type_id: 1, rate_plan_id: 2, remote_code: "R1" }],
  });
});

test("a price is typed on its day, sent in minor units, and a refused day says why", async () => {
  const today = new Intl.DateTimeFormat("en-CA", { timeZone: "Europe/Vienna" }).format(new Date());
  const asked = answer({
    ...world,
    [`GET ${ORG}/calendar`]: () =>
      json({
        hotel_id: 7,
        rooms: [{ room_type_id: 1, day: today, available: 4 }],
        rates: [],
      }),
    [`GET ${HERE}/changed-days`]: () =>
      json({
        days: [
          { room_type_id: 1, rate_plan_id: null, day: today, refused: true, error: "Closed." },
        ],
      }),
    [`POST ${ORG}/calendar`]: () => json({ days_changed: 1 }),
  });
  open("/app/alpenblick/connections/4/calendar");
  const [rooms] = await screen.findAllByLabelText(/Double, rooms to sell/);
  expect(rooms).toHaveValue("4");
  expect(await screen.findByRole("img", { name: "Refused by the channel. Closed." })).toBeVisible();
  const [price] = screen.getAllByLabelText(/Best rate of Double/);
  if (!price) throw new Error("no price");
  await userEvent.type(price, "12x");
  expect(screen.getByRole("button", { name: "Mend 1 value first" })).toBeDisabled();
  await userEvent.clear(price);
  await userEvent.type(price, "129,50");
  await userEvent.click(screen.getByRole("button", { name: /^Save 1 day/ }));
  expect(await screen.findByText(/1 day changed/)).toBeVisible();
  expect(asked.find(({ method }) => method === "POST")?.body).toEqual({
    hotel_id: 7,
    changes: [{ room_type_id: 1, first: today, last: today, rate_plan_id: 2, price_minor: 12950 }],
  });
});
