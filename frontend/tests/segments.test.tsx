import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import type { SegmentRow } from "@/api/types";

import { answer, json, problem, type Asked } from "./border";
import { open } from "./open";
import { segmentSchema } from "./segmentWorld";
import { guestRow, list, me, ORG } from "./world";

const PAGE = "/app/alpenblick/segments";
const [organization] = me.organizations;
if (!organization) throw new Error("The world has an organisation");
const marketer = {
  ...me,
  organizations: [{ ...organization, permissions: ["guest.view", "campaign.edit"] }],
};

const regulars: SegmentRow = {
  id: 4,
  name: "Regulars",
  description: "",
  tree: { version: 1, rule: { all: [{ field: "stays.count", op: "gte", value: 3 }] } },
  lists: 1,
  used_by: ["the campaign “Winter”"],
  created_at: "2026-11-20T08:00:00Z",
  updated_at: "2026-11-20T08:00:00Z",
};
const counted = {
  members: 1592,
  allowed: 1204,
  excluded: { no_consent: 388 },
  texts: { no_consent: "The guest has not agreed." },
  exact: true,
  pending: 0,
};

const world = (rows: SegmentRow[] = [regulars]) => ({
  "GET /api/v1/me": () => json(marketer),
  [`GET ${ORG}/segments`]: () => json(list(rows)),
  [`GET ${ORG}/segments/schema`]: () => json(segmentSchema),
  [`GET ${ORG}/segments/4`]: () => json(regulars),
  [`POST ${ORG}/segments/count`]: () => json(counted),
  [`POST ${ORG}/segments/estimate`]: () => json({ members: 1600, exact: false }),
  [`POST ${ORG}/segments/members`]: () => json({ results: [guestRow(1)], next: null }),
});

const asked = (log: Asked[], end: string) => log.filter(({ path }) => path === `${ORG}${end}`);

test("the list counts each segment, reads its rule, and says who goes by it", async () => {
  answer(world());
  open(PAGE);
  const row = (await screen.findByRole("link", { name: "Regulars" })).closest("tr");
  if (!row) throw new Error("The segment has a row");
  expect(await within(row).findByText("1,592")).toBeVisible();
  expect(within(row).getByText("1,204")).toBeVisible();
  expect(await within(row).findByText("Guests whose number of stays is at least 3.")).toBeVisible();
  expect(within(row).getByText("the campaign “Winter”, 1 list")).toBeVisible();
});

test("a segment in use is not deleted, and the dialog says why", async () => {
  answer({
    ...world(),
    [`DELETE ${ORG}/segments/4`]: () =>
      problem(409, "segment_in_use", "“Regulars” cannot be deleted while Winter goes by it."),
  });
  open(PAGE);
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Delete Regulars" }));
  const dialog = await screen.findByRole("dialog");
  await user.click(within(dialog).getByRole("button", { name: "Delete Regulars" }));
  expect(await within(dialog).findByRole("alert")).toHaveTextContent("while Winter goes by it");
});

test("without segments the page says what will be here", async () => {
  answer(world([]));
  open(PAGE);
  expect(await screen.findByText("Your segments will be here")).toBeVisible();
});

test("a rule is built by keyboard and mouse, counted, and saved as it reads", async () => {
  const log = answer({
    ...world([]),
    [`POST ${ORG}/segments`]: () => json(regulars, 201),
  });
  open(`${PAGE}/new`);
  const user = userEvent.setup();
  const empty = await screen.findByRole("button", { name: /An empty rule/ });
  await waitFor(() => expect(empty).toBeEnabled());
  await user.click(empty);
  expect(screen.getByText("Fill in the rule to count")).toBeVisible();
  await user.click(await screen.findByRole("button", { name: "Add a condition" }));
  const ask = screen.getByRole("combobox", { name: "Ask about" });
  await waitFor(() => expect(ask).toHaveFocus());
  await user.selectOptions(ask, "stays.count");
  await user.selectOptions(
    screen.getByRole("combobox", { name: "How Number of stays is compared" }),
    "gte",
  );
  expect(screen.getByText("Enter a number.")).toBeVisible();
  await user.type(screen.getByLabelText("Value of Number of stays"), "3");
  expect(await screen.findByText("1,204")).toBeVisible();
  expect(screen.getByText("Never agreed")).toBeVisible();
  expect(screen.getByText("Guests whose number of stays is at least 3.")).toBeVisible();
  await user.type(screen.getByLabelText("Name"), "Regulars");
  await user.click(screen.getByRole("button", { name: "Save segment" }));
  await waitFor(() =>
    expect(
      asked(log, "/segments")
        .filter(({ method }) => method === "POST")
        .map(({ body }) => body),
    ).toEqual([{ name: "Regulars", description: "", tree: regulars.tree }]),
  );
});

test("what the server refuses is marked at its condition", async () => {
  answer({
    ...world(),
    [`POST ${ORG}/segments/count`]: () =>
      problem(400, "invalid", "This segment cannot be understood.", {
        "rule.all[0].value": ["This number is too large."],
      }),
  });
  open(`${PAGE}/4`);
  const row = await screen.findByRole("group", { name: "Condition: Number of stays" });
  const condition = row.closest("li");
  if (!condition) throw new Error("The condition has a place");
  expect(await within(condition).findByText("This number is too large.")).toBeVisible();
});

test("a segment is kept as a list of the guests of today", async () => {
  const log = answer({
    ...world(),
    [`POST ${ORG}/lists`]: () =>
      json({ id: 8, name: "Regulars, today", segment_id: 4, tree: regulars.tree, size: 1592 }, 201),
  });
  open(`${PAGE}/4`);
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Keep as a list" }));
  const name = await screen.findByLabelText("Name of the list");
  await user.clear(name);
  await user.type(name, "Regulars, today");
  await user.click(screen.getByRole("button", { name: "Make the list" }));
  await waitFor(() =>
    expect(asked(log, "/lists").map(({ body }) => body)).toEqual([
      { name: "Regulars, today", segment_id: 4 },
    ]),
  );
});
