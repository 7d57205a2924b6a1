import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import { answer, json, problem, type Asked } from "./border";
import { open } from "./open";
import { audience, draft, gate, list, me, ORG } from "./world";

const CAMPAIGN = `${ORG}/campaigns/3`;

const world = {
  "GET /api/v1/me": () => json(me),
  [`GET ${CAMPAIGN}`]: () => json(draft),
  [`GET ${CAMPAIGN}/audience`]: () => json(audience),
  [`GET ${CAMPAIGN}/gate`]: () => json(gate),
  [`GET ${ORG}/templates`]: () => json(list([])),
  [`GET ${ORG}/segments`]: () => json(list([])),
  [`GET ${ORG}/lists`]: () => json(list([])),
  [`GET ${ORG}/topics`]: () => json(list([])),
};

test("a letter takes one of the group's topics, not a retired one or another hotel's", async () => {
  const topic = { id: 1, key: "spa", names: { en: "Wellness" }, hotel_id: null, position: 0 };
  const log = answer({
    ...world,
    [`GET ${ORG}/topics`]: () =>
      json(
        list([
          { ...topic, retired: false },
          { ...topic, id: 2, key: "golf", names: { en: "Golf" }, retired: true },
          { ...topic, id: 3, key: "ski", names: { en: "Ski" }, retired: false, hotel_id: 999 },
        ]),
      ),
    [`PATCH ${CAMPAIGN}`]: ({ body }) => json({ ...draft, ...(body as object) }),
  });
  open("/app/alpenblick/campaigns/3");
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Edit From" }));
  const choice = await screen.findByLabelText("Topic");
  expect([...choice.querySelectorAll("option")].map(({ text }) => text)).toEqual([
    "No topic",
    "Wellness",
  ]);
  await user.selectOptions(choice, "Wellness");
  await waitFor(() => expect(saves(log)).toHaveLength(1), { timeout: 3000 });
  expect(saves(log).at(-1)?.body).toEqual({ topic_id: 1 });
});

const saves = (log: Asked[]) => log.filter(({ method }) => method === "PATCH");

test("what is typed is saved by itself, only the part that changed", async () => {
  const log = answer({
    ...world,
    [`PATCH ${CAMPAIGN}`]: ({ body }) => json({ ...draft, ...(body as object) }),
  });
  open("/app/alpenblick/campaigns/3");
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Edit Subject and preview text" }));
  await user.type(screen.getByLabelText("Preview text"), "Snow");
  await waitFor(() => expect(saves(log)).toHaveLength(1), { timeout: 3000 });
  expect(saves(log)[0]?.body).toEqual({ preview_text: "Snow" });
  expect(await screen.findByText(/^Saved \d\d:\d\d$/)).toBeVisible();
});

test("a save that fails says so, keeps what was typed, and goes through when asked again", async () => {
  let down = true;
  answer({
    ...world,
    [`PATCH ${CAMPAIGN}`]: ({ body }) =>
      down
        ? problem(503, "busy", "Try again in a minute.")
        : json({ ...draft, ...(body as object) }),
  });
  open("/app/alpenblick/campaigns/3");
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Edit Subject and preview text" }));
  const subject = screen.getByLabelText("Subject");
  await user.clear(subject);
  await user.type(subject, "New wine");
  expect(await screen.findByRole("alert", {}, { timeout: 3000 })).toHaveTextContent(
    "Your last changes are not saved yet.",
  );
  expect(subject).toHaveValue("New wine");
  down = false;
  await user.click(screen.getByRole("button", { name: "Save now" }));
  expect(await screen.findByText(/^Saved/)).toBeVisible();
});

test("a session that ends while writing asks for the password over the page", async () => {
  let inside = true;
  answer({
    ...world,
    [`PATCH ${CAMPAIGN}`]: ({ body }) =>
      inside
        ? json({ ...draft, ...(body as object) })
        : problem(401, "not_authenticated", "Log in to go on."),
    "POST /_allauth/browser/v1/auth/login": () => {
      inside = true;
      return json({});
    },
  });
  open("/app/alpenblick/campaigns/3");
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Edit Subject and preview text" }));
  inside = false;
  await user.type(screen.getByLabelText("Preview text"), "Snow");
  const dialog = await screen.findByRole("dialog", {}, { timeout: 3000 });
  expect(dialog).toHaveTextContent("You were logged out");
  await user.type(screen.getByLabelText("Password"), "front-desk-2026");
  await user.click(screen.getByRole("button", { name: "Log in" }));
  await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());
  expect(screen.getByLabelText("Preview text")).toHaveValue("Snow");
});

test("a letter without a subject is not ready for the review", async () => {
  answer({ ...world, [`GET ${CAMPAIGN}`]: () => json({ ...draft, subject: "" }) });
  open("/app/alpenblick/campaigns/3");
  expect(await screen.findByText("4 of 5 ready")).toBeVisible();
  expect(screen.getByRole("button", { name: "Review before sending" })).toBeDisabled();
});

test("the choice of guests is counted with the reasons for those left out", async () => {
  answer(world);
  open("/app/alpenblick/campaigns/3");
  await userEvent.click(await screen.findByRole("button", { name: "Edit To" }));
  expect(await screen.findByText("1,204")).toBeVisible();
  expect(screen.getByRole("row", { name: /Never agreed.*300/ })).toBeVisible();
  expect(screen.getByRole("row", { name: /Booking site's address.*88/ })).toBeVisible();
});

test("segments and lists are chosen and left out, and the row reads both", async () => {
  const tree = { version: 1, rule: { all: [] } };
  const at = "2026-11-20T08:00:00Z";
  const log = answer({
    ...world,
    [`GET ${ORG}/segments`]: () =>
      json(
        list([
          { id: 4, name: "Regulars", description: "", tree, lists: 0, used_by: [] },
          { id: 5, name: "Neighbours", description: "", tree, lists: 0, used_by: [] },
        ]),
      ),
    [`GET ${ORG}/lists`]: () =>
      json(list([{ id: 8, name: "Ball 2025", segment_id: null, tree, size: 90, created_at: at }])),
    [`PATCH ${CAMPAIGN}`]: ({ body }) => json({ ...draft, ...(body as object) }),
  });
  open("/app/alpenblick/campaigns/3");
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Edit To" }));
  await user.selectOptions(
    await screen.findByLabelText("Only guests in any of these segments and lists"),
    "Regulars",
  );
  const out = screen.getByLabelText("Leave out guests in any of these");
  expect([...out.querySelectorAll("option")].map(({ textContent }) => textContent)).toEqual([
    "Leave out a segment or list",
    "Ball 2025 (list)",
    "Neighbours",
  ]);
  await user.selectOptions(out, "Ball 2025 (list)");
  expect(
    screen.getByText("Guests of all hotels in 1 segment, except those in 1 list"),
  ).toBeVisible();
  await waitFor(() => expect(log.some(({ method }) => method === "PATCH")).toBe(true), {
    timeout: 3000,
  });
  expect(log.find(({ method }) => method === "PATCH")?.body).toEqual({
    audience: {
      ...draft.audience,
      include_segments: [4],
      include_lists: [],
      exclude_segments: [],
      exclude_lists: [8],
    },
  });
});

test("of two people at one campaign each version is kept until one says which holds", async () => {
  const theirs = { ...draft, subject: "Theirs", updated_at: "2026-11-20T09:00:00Z" };
  let other: typeof draft = draft;
  const log = answer({
    ...world,
    [`GET ${CAMPAIGN}`]: () => json(other),
    [`PATCH ${CAMPAIGN}`]: ({ body, headers }) =>
      headers.get("If-Match")
        ? problem(412, "changed_meanwhile", "Ada saved this campaign after you opened it.")
        : json({ ...theirs, ...(body as object) }),
  });
  open("/app/alpenblick/campaigns/3");
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Edit Subject and preview text" }));
  other = theirs;
  const subject = screen.getByLabelText("Subject");
  await user.clear(subject);
  await user.type(subject, "Mine");
  const alert = await screen.findByRole("alert", {}, { timeout: 3000 });
  expect(alert).toHaveTextContent("Ada saved this campaign after you opened it.");
  expect(subject).toHaveValue("Mine");
  expect(saves(log)[0]?.headers.get("If-Match")).toBe(`"${draft.updated_at}"`);
  await user.click(screen.getByRole("button", { name: "Save mine over it" }));
  expect(await screen.findByText(/^Saved/)).toBeVisible();
  expect(saves(log).at(-1)?.body).toEqual({ subject: "Mine" });
});

test("the other version can be taken instead", async () => {
  const theirs = { ...draft, subject: "Theirs", updated_at: "2026-11-20T09:00:00Z" };
  let other: typeof draft = draft;
  answer({
    ...world,
    [`GET ${CAMPAIGN}`]: () => json(other),
    [`PATCH ${CAMPAIGN}`]: () => problem(412, "changed_meanwhile", "Ada saved this campaign."),
  });
  open("/app/alpenblick/campaigns/3");
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Edit Subject and preview text" }));
  other = theirs;
  await user.type(screen.getByLabelText("Subject"), "!");
  await user.click(
    await screen.findByRole("button", { name: "Take the other version" }, { timeout: 3000 }),
  );
  await waitFor(() => expect(screen.getByLabelText("Subject")).toHaveValue("Theirs"));
  expect(screen.queryByRole("alert")).not.toBeInTheDocument();
});

test("a letter of blocks leads to the editor, and is not shown as source", async () => {
  const footer = { id: "end", type: "footer" as const };
  answer({
    ...world,
    [`GET ${CAMPAIGN}`]: () =>
      json({ ...draft, document: { version: 1, blocks: [{ id: "a", type: "text" }, footer] } }),
    [`GET ${CAMPAIGN}/preview`]: () => problem(400, "invalid", "There is no guest yet."),
    [`GET ${ORG}/guests`]: () => json(list([])),
  });
  open("/app/alpenblick/campaigns/3");
  await userEvent.click(await screen.findByRole("button", { name: "Edit Content" }));
  expect(screen.getByRole("link", { name: "Edit the letter" })).toHaveAttribute(
    "href",
    "/app/alpenblick/campaigns/3/letter",
  );
  expect(screen.queryByLabelText("Letter, as MJML")).not.toBeInTheDocument();
});
