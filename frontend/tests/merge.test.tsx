import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import { answer, json, problem } from "./border";
import { common, guest, merge, side } from "./guestWorld";
import { open } from "./open";
import { guestRow, list, me, ORG } from "./world";

const left = { ...side(1, "+43 5574 1"), tags: ["wine"], provenance: { phone: "guest" } };
const right = { ...side(2, "+43 5574 2"), birth_date: "1980-02-29", custom: { room: 12 } };
const merged = { ...left, birth_date: right.birth_date, custom: right.custom };
const preview = { survivor: left, absorbed: right, merged, stays: 3 };
const swapped = { survivor: right, absorbed: left, merged: { ...merged, id: 2 }, stays: 3 };

const world = {
  ...common,
  [`GET ${ORG}/guests/1`]: () => json({ ...guest, suggestions: [] }),
  [`GET ${ORG}/guests`]: () => json(list([guestRow(1), guestRow(2)])),
  [`GET ${ORG}/guests/1/merge`]: () => json(preview),
  [`GET ${ORG}/guests/2/merge`]: () => json(swapped),
  [`POST ${ORG}/guests/1/merge`]: () => json({ ...merge, reason: "by_hand" }),
  [`POST ${ORG}/guests/2/merge`]: () => json({ ...merge, survivor_id: 2, absorbed_id: 1 }),
  [`GET ${ORG}/guests/2`]: () => json({ ...guest, id: 2, suggestions: [] }),
  [`POST ${ORG}/merges/8/undo`]: () => json({ ...merge, undone_at: "2026-11-24T10:00:00Z" }),
};

async function review() {
  open("/app/alpenblick/guests/1");
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Merge with another guest" }));
  const dialog = within(await screen.findByRole("dialog"));
  expect(await dialog.findByLabelText("Who is the same person?")).toHaveValue("Gruber 1");
  await user.click(await dialog.findByRole("button", { name: /Anna Gruber 2/ }));
  await dialog.findByText(/all that belongs to both: 3 stays/);
  return { user, dialog };
}

test("another guest is found, laid beside this one, merged, and parted again at once", async () => {
  const log = answer(world);
  const { user, dialog } = await review();
  const phone = within(dialog.getByRole("row", { name: /^Phone/ })).getAllByRole("cell");
  expect(phone.map(({ textContent }) => textContent)).toEqual([
    "+43 5574 1 keptsaid by the guest",
    "+43 5574 2",
  ]);
  const birthday = within(dialog.getByRole("row", { name: /^Birthday/ })).getAllByRole("cell");
  expect(birthday.map(({ textContent }) => textContent)).toEqual(["–", "29 Feb 1980 kept"]);
  expect(dialog.getByRole("row", { name: /^Favourite room – 12\s*kept/ })).toBeVisible();
  await user.click(dialog.getByRole("button", { name: "Merge 2 guests into 1" }));
  await user.click(await screen.findByRole("button", { name: "Undo the merge" }));
  expect(await screen.findByText("Anna Gruber 2 is a guest of their own again.")).toBeVisible();
  expect(
    log.filter(({ method }) => method === "POST").map(({ path, body }) => [path, body]),
  ).toEqual([
    [`${ORG}/guests/1/merge`, { absorbed: 2 }],
    [`${ORG}/merges/8/undo`, ""],
  ]);
}, 40_000);

test("the other guest may be the one who stays, and is shown then", async () => {
  const log = answer(world);
  const { user, dialog } = await review();
  await user.click(dialog.getByRole("button", { name: "The right one" }));
  const head = await dialog.findByRole("columnheader", { name: /Gruber 2\s*kept in the list/ });
  expect(head).toBeVisible();
  await user.click(dialog.getByRole("button", { name: "Merge 2 guests into 1" }));
  await screen.findByRole("button", { name: "Undo the merge" });
  expect(log.find(({ method }) => method === "POST")?.path).toBe(`${ORG}/guests/2/merge`);
  expect(log.some(({ path }) => path === `${ORG}/guests/2`)).toBe(true);
}, 40_000);

test("a merge that is refused says why, and leaves both where they are", async () => {
  answer({
    ...world,
    [`POST ${ORG}/guests/1/merge`]: () =>
      problem(404, "not_found", "One of the guests is not there any more."),
  });
  const { user, dialog } = await review();
  await user.click(dialog.getByRole("button", { name: "Merge 2 guests into 1" }));
  expect(await dialog.findByText("One of the guests is not there any more.")).toBeVisible();
}, 40_000);

test("who may not edit guests is not offered to merge them", async () => {
  answer({ ...world, "GET /api/v1/me": () => json(me) });
  open("/app/alpenblick/guests/1");
  expect(await screen.findByRole("heading", { name: "Profile" })).toBeVisible();
  expect(screen.queryByRole("button", { name: "Merge with another guest" })).toBeNull();
}, 40_000);
