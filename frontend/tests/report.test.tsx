import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import { answer, json, problem, type Asked } from "./border";
import { open } from "./open";
import { draft, list, me, none, ORG, progress } from "./world";

const CAMPAIGN = `${ORG}/campaigns/3`;
const PAGE = "/app/alpenblick/campaigns/3";

const doubtful = {
  ...progress,
  status: "sent" as const,
  audience: 110,
  counts: { ...none, handed: 100, unknown: 10 },
  excluded: {},
  in_doubt: 7,
  being_settled: 3,
  doubt_reasons: [{ text: "No answer after the last dot.", letters: 7 }],
};

const world = (shown: object, status = "sent") => ({
  "GET /api/v1/me": () => json(me),
  [`GET ${CAMPAIGN}`]: () => json({ ...draft, status }),
  [`GET ${CAMPAIGN}/progress`]: () => json(shown),
  [`GET ${CAMPAIGN}/recipients`]: () => json(list([])),
});

const orders = (log: Asked[]) => log.filter(({ path }) => path.endsWith("/resend-unknown"));

async function ask() {
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Send to these 7" }));
  const dialog = await screen.findByRole("dialog");
  expect(dialog).toHaveTextContent("would get it twice");
  return { user, dialog, again: within(dialog).getByRole("button", { name: /^Send to 7 guests/ }) };
}

test("letters in doubt are sent again after a question that names the risk", async () => {
  let shown: object = doubtful;
  const log = answer({
    ...world(doubtful),
    [`GET ${CAMPAIGN}/progress`]: () => json(shown),
    [`POST ${CAMPAIGN}/resend-unknown`]: () => {
      shown = { ...doubtful, status: "sending", in_doubt: 0, being_settled: 0 };
      return json({ ...draft, status: "sending" });
    },
  });
  open(PAGE);
  expect(await screen.findByText("7 letters may or may not have left")).toBeVisible();
  expect(screen.getByText("No answer after the last dot.")).toBeVisible();
  const { user, again } = await ask();
  await user.click(again);
  await waitFor(() => expect(screen.queryByText(/may or may not/)).not.toBeInTheDocument());
  expect(orders(log).map(({ body }) => body)).toEqual([{ acknowledged: 7 }]);
  expect(orders(log)[0]?.headers.get("Idempotency-Key")).toMatch(/^[0-9a-f]{32}$/);
});

test("when the number changed meanwhile the dialog says so, and the same press is the same order", async () => {
  const log = answer({
    ...world(doubtful),
    [`POST ${CAMPAIGN}/resend-unknown`]: () =>
      problem(409, "doubt_changed", "You were shown 7 letters in doubt; there are 8 now."),
  });
  open(PAGE);
  const { user, dialog, again } = await ask();
  await user.click(again);
  expect(await within(dialog).findByRole("alert")).toHaveTextContent("there are 8 now");
  await waitFor(() => expect(again).toBeEnabled());
  await user.click(again);
  await waitFor(() => expect(orders(log)).toHaveLength(2));
  const keys = orders(log).map(({ headers }) => headers.get("Idempotency-Key"));
  expect(keys[0]).toBe(keys[1]);
});

test("what the mail server's log may still settle is not offered", async () => {
  answer(world({ ...doubtful, in_doubt: 0, doubt_reasons: [] }));
  open(PAGE);
  expect(await screen.findByText("3 letters being looked up")).toBeVisible();
  expect(screen.queryByRole("button", { name: /^Send to/ })).not.toBeInTheDocument();
});

test("a campaign that paused itself says why", async () => {
  const paused = { ...progress, status: "paused" as const };
  answer(world({ ...paused, pause_reason: "Paused by itself: 3 of 500 guests." }, "paused"));
  open(PAGE);
  expect(await screen.findByText("Bellhop paused this campaign.")).toBeVisible();
  expect(screen.getByText("3 of 500 guests.")).toBeVisible();
});

test("a held organisation is told where to lift the hold", async () => {
  answer(world({ ...progress, status: "paused", hold_reason: "Too many complaints." }, "paused"));
  open(PAGE);
  expect(await screen.findByRole("alert")).toHaveTextContent("Too many complaints.");
  expect(screen.getByRole("link", { name: "Lift the hold under Sending" })).toHaveAttribute(
    "href",
    "/app/alpenblick/sending",
  );
});

test("the numbers add up to all guests, and a number leads to its guests", async () => {
  const counts = { ...none, handed: 90, deferred: 8, bounced: 2 };
  const shown = { ...progress, counts, audience: 100, excluded: {}, next_try_at: null };
  const log = answer(world(shown, "sending"));
  open(PAGE);
  const all = await screen.findByText("All guests");
  const numbers = [...(all.closest("dl")?.querySelectorAll("dd") ?? [])];
  expect(numbers.map((dd) => dd.textContent)).toEqual(["90", "2", "8", "100"]);
  expect(screen.getByText(/8 letters put off/)).toHaveTextContent("They are tried again now.");
  Element.prototype.scrollIntoView = () => undefined;
  await userEvent.setup().click(screen.getByTitle("Show: Bounced"));
  await waitFor(() => expect(log.some(({ query }) => query.get("state") === "bounced")).toBe(true));
});

test("a pause shows at once, before the numbers are asked for again", async () => {
  const held = { ...progress, counts: { ...progress.counts, claimed: 4 } };
  let asked = 0;
  answer({
    ...world(held, "sending"),
    [`GET ${CAMPAIGN}/progress`]: () =>
      (asked += 1) > 1 ? new Promise<Response>(() => undefined) : json(held),
    [`POST ${CAMPAIGN}/pause`]: () => json({ ...draft, status: "paused" }),
  });
  open(PAGE);
  await userEvent.setup().click(await screen.findByRole("button", { name: "Pause" }));
  expect(await screen.findByText(/^Pausing: up to a few seconds/)).toBeVisible();
});

test("guests who had had enough letters get a second round, as a draft that opens", async () => {
  const capped = { ...doubtful, counts: { ...none, handed: 100, skipped: 12 }, audience: 112 };
  const shown = { ...capped, excluded: { frequency_cap: 12 }, in_doubt: 0, being_settled: 0 };
  const log = answer({
    ...world(shown),
    [`POST ${CAMPAIGN}/second-round`]: () =>
      json({ ...draft, id: 9, name: "Spring, second round" }),
    [`GET ${ORG}/campaigns/9`]: () => json({ ...draft, id: 9, name: "Spring, second round" }),
  });
  const { history } = open(PAGE);
  expect(await screen.findByText("12 guests had had enough letters")).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Draft a second round" }));
  await waitFor(() => expect(history.location.pathname).toMatch(/campaigns\/9/));
  expect(log.filter(({ path }) => path.endsWith("/second-round"))).toHaveLength(1);
});

const brought = {
  tracking: "full" as const,
  links: [
    { number: 0, url: "https://lake.example/spring", guests: 3, machines: 1 },
    { number: 1, url: "https://lake.example/book", guests: 12, machines: 0 },
  ],
  hours: [{ at: "2026-06-01T09:00:00Z", opened: 5, clicked: 2 }],
  earned_days: 30,
  earned: [
    {
      currency: "EUR", stays: 4, nights: 11, revenue_minor: 123_400,
      clicked_stays: 1, clicked_nights: 3, clicked_revenue_minor: 40_000, lost: 1,
    },
  ],
}; // prettier-ignore

const finished = { ...progress, status: "sent" as const, counts: { ...none, handed: 100 } };

test("what the campaign earned is told, with the part that came after a click", async () => {
  answer({ ...world(finished), [`GET ${CAMPAIGN}/results`]: () => json(brought) });
  open(PAGE);
  const earned = (await screen.findByText("What it earned")).closest("section");
  if (!earned) throw new Error("No card");
  expect(within(earned).getByText(/1,234/)).toBeVisible();
  expect(within(earned).getByText(/400\.00 of it after a click/)).toBeVisible();
  expect(
    within(earned).getByText(/1 more stay booked after the letter was cancelled/),
  ).toBeVisible();
});

test("links are told with the most followed first, and shown in the letter on demand", async () => {
  answer({
    ...world(finished),
    [`GET ${CAMPAIGN}/results`]: () => json(brought),
    [`GET ${CAMPAIGN}/click-map`]: () =>
      json({ subject: "Spring", preview_text: "", text: "", url: "/preview/map" }),
  });
  open(PAGE);
  const book = await screen.findByRole("rowheader", { name: "https://lake.example/book" });
  const rows = within(book.closest("tbody") ?? book).getAllByRole("row");
  expect(rows.map((row) => row.textContent)).toEqual([
    "https://lake.example/book1212%0",
    "https://lake.example/spring33%1",
  ]);
  await userEvent.click(screen.getByRole("button", { name: "Show in the letter" }));
  expect(await screen.findByTitle("The letter with its clicks")).toHaveAttribute(
    "src",
    "/preview/map",
  );
});

test("where clicks are not noted, the page says so and where to choose", async () => {
  answer({
    ...world(finished),
    [`GET ${CAMPAIGN}/results`]: () => json({ ...brought, tracking: "hygiene", earned: [] }),
  });
  open(PAGE);
  expect(await screen.findByText(/does not note clicks/)).toBeVisible();
  expect(screen.getByText(/No guest has booked after this letter yet/)).toBeVisible();
});
