import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import type { Guest } from "@/api/types";
import { changesOf, draftOf } from "@/features/guests/guestDraft";

import { answer, json, problem } from "./border";
import { common, field, guest, merge } from "./guestWorld";
import { open } from "./open";
import { ORG } from "./world";

test("each fact says whose word it is, and only what is changed is saved", async () => {
  const log = answer({
    ...common,
    [`PATCH ${ORG}/guests/1`]: () => json({ ...guest, phone: "+43 5574 2" }),
  });
  open("/app/alpenblick/guests/1");
  expect(await screen.findByText("said by the guest")).toBeVisible();
  expect(screen.getByText("from the booking site")).toBeVisible();
  expect(await screen.findByText("Favourite room")).toBeVisible();
  const user = userEvent.setup();
  await user.click(screen.getByRole("button", { name: "Edit" }));
  const dialog = within(await screen.findByRole("dialog"));
  expect(dialog.getByRole("button", { name: "Save" })).toBeDisabled();
  await user.clear(dialog.getByLabelText("Phone"));
  await user.type(dialog.getByLabelText("Phone"), "+43 5574 2");
  await user.click(dialog.getByRole("checkbox", { name: /The guest asked for this/ }));
  await user.click(dialog.getByRole("button", { name: "Save" }));
  expect(await screen.findByText(/Saved. It stands on the guest's timeline/)).toBeVisible();
  expect(log.find(({ method }) => method === "PATCH")?.body).toEqual({
    phone: "+43 5574 2",
    updated_at: guest.updated_at,
    for_guest: true,
  });
}, 40_000);

test("what somebody else changed meanwhile is not overwritten in silence", async () => {
  answer({
    ...common,
    [`PATCH ${ORG}/guests/1`]: () =>
      problem(409, "guest_changed", "Somebody changed this guest meanwhile."),
  });
  open("/app/alpenblick/guests/1");
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Edit" }));
  const dialog = within(await screen.findByRole("dialog"));
  await user.type(dialog.getByLabelText("Tags"), ", quiet");
  await user.click(dialog.getByRole("button", { name: "Save" }));
  expect(await dialog.findByText("Somebody changed this guest meanwhile.")).toBeVisible();
  expect(dialog.getByLabelText("Tags")).toHaveValue("wine, quiet");
}, 40_000);

test("two guests are merged after it was said what that does, and parted again", async () => {
  let now: Guest = guest;
  const log = answer({
    ...common,
    [`GET ${ORG}/guests/1`]: () => json(now),
    [`POST ${ORG}/suggestions/4/accept`]: () => {
      now = { ...guest, suggestions: [], merges: [merge] };
      return json(merge);
    },
    [`POST ${ORG}/merges/8/undo`]: () => {
      const undone = { ...merge, undone_at: "2026-11-24T10:00:00Z", kept: ["phone"] };
      now = { ...now, merges: [undone] };
      return json(undone);
    },
  });
  open("/app/alpenblick/guests/1");
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "One guest: keep the left" }));
  expect(await screen.findByText(/Anna Gruber 2 no longer stands in the list/)).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Merge 2 guests into 1" }));
  await user.click(
    await screen.findByRole("button", { name: "Undo the merge with Anna Gruber 2" }),
  );
  expect(
    await screen.findByText(/a guest of their own again. Kept as changed since: phone/),
  ).toBeVisible();
  expect(log.find(({ path }) => path.endsWith("/accept"))?.body).toEqual({ survivor: 1 });
}, 40_000);

test("what happened is told a page at a time, or only what one asks for", async () => {
  const told = (title: string, next: string | null) =>
    json({ results: [{ at: "2026-11-24T08:00:00Z", kind: "stay", title, detail: "" }], next });
  const log = answer({
    ...common,
    [`GET ${ORG}/guests/1/timeline`]: ({ query }) => {
      if (query.getAll("kind").length > 0) return told("Changed by staff: phone", null);
      return query.get("cursor") ? told("Booked Seehof", null) : told("Stayed at Seehof", "older");
    },
  });
  open("/app/alpenblick/guests/1");
  const user = userEvent.setup();
  expect(await screen.findByText("Stayed at Seehof")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Show earlier" }));
  expect(await screen.findByText("Booked Seehof")).toBeVisible();
  expect(screen.getByText("Stayed at Seehof")).toBeVisible();
  expect(screen.queryByRole("button", { name: "Show earlier" })).not.toBeInTheDocument();
  await user.click(screen.getByRole("button", { name: "Stays" }));
  await user.click(screen.getByRole("button", { name: "Edits" }));
  expect(await screen.findByText("Changed by staff: phone")).toBeVisible();
  expect(screen.queryByText("Booked Seehof")).not.toBeInTheDocument();
  expect(log.at(-1)?.query.getAll("kind")).toEqual(["stay", "edit"]);
  await user.click(screen.getByRole("button", { name: "Stays" }));
  expect(screen.getByRole("button", { name: "Stays" })).toHaveAttribute("aria-pressed", "false");
}, 40_000);

test("an address that lasts for minutes is named beside what one may do with it", async () => {
  answer({
    ...common,
    [`GET ${ORG}/guests/1`]: () => json({ ...guest, is_disposable: true }),
  });
  open("/app/alpenblick/guests/1");
  expect(await screen.findByText("Throwaway address")).toBeVisible();
}, 40_000);

test("a draft that was only looked at changes nothing", () => {
  const before = draftOf(guest, [field]);
  expect(changesOf(before, before)).toEqual({});
  expect(changesOf(before, { ...before, tags: " wine ,wine", birth_date: "" })).toEqual({});
  expect(changesOf(before, { ...before, custom: { room: "" }, country: "DE" })).toEqual({
    country: "DE",
    custom: { room: "" },
  });
});
