import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";

import type { Me } from "@/api/types";

import { answer, json, type Asked } from "./border";
import { open } from "./open";
import { guestRow, list, me, ORG } from "./world";

const TOTAL = 250;

const page = ({ query }: Asked) => {
  const from = Number(query.get("cursor") ?? 0);
  const size = Number(query.get("limit"));
  const rows = Array.from({ length: Math.min(size, TOTAL - from) }, (_, i) => guestRow(from + i));
  return json(list(rows, from + size < TOTAL ? String(from + size) : null, TOTAL));
};

beforeEach(() => {
  // jsdom lays nothing out; the list asks how tall its window is.
  vi.spyOn(Element.prototype, "clientHeight", "get").mockReturnValue(600);
  vi.spyOn(Element.prototype, "clientWidth", "get").mockReturnValue(900);
});

test("the list is as long as there are guests, and only what is in sight is asked for", async () => {
  const log = answer({ "GET /api/v1/me": () => json(me), [`GET ${ORG}/guests`]: page });
  open("/app/alpenblick/guests");
  expect(await screen.findByRole("link", { name: "Anna Gruber 0" })).toBeVisible();
  expect(screen.getByRole("table", { name: "Guests" })).toHaveAttribute("aria-rowcount", "251");
  expect(screen.getByText(/^250 guests, 100 loaded/)).toBeVisible();
  expect(log.filter(({ path }) => path.endsWith("/guests"))).toHaveLength(1);
  expect(screen.queryByText("Anna Gruber 90")).not.toBeInTheDocument();
});

test("every request stays within a hundred guests", async () => {
  const log = answer({ "GET /api/v1/me": () => json(me), [`GET ${ORG}/guests`]: page });
  open("/app/alpenblick/guests");
  await screen.findByRole("link", { name: "Anna Gruber 0" });
  const asked = log.find(({ path }) => path.endsWith("/guests"));
  expect(asked?.query.get("limit")).toBe("100");
});

test("a search and a filter go to the address bar and to the server", async () => {
  const log = answer({ "GET /api/v1/me": () => json(me), [`GET ${ORG}/guests`]: page });
  const { history } = open("/app/alpenblick/guests");
  const user = userEvent.setup();
  await user.type(await screen.findByLabelText("Search guests"), "gru");
  await user.selectOptions(screen.getByLabelText("Permission"), "Not allowed");
  await waitFor(() => expect(history.location.search).toContain("search=gru"));
  await waitFor(() => {
    const last = log.at(-1)?.query;
    expect(last?.get("search")).toBe("gru");
    expect(last?.get("permission")).toBe("blocked");
  });
});

test("an empty base teaches how guests come", async () => {
  answer({ "GET /api/v1/me": () => json(me), [`GET ${ORG}/guests`]: () => json(list([])) });
  open("/app/alpenblick/guests");
  expect(await screen.findByText("Your guests will be here")).toBeVisible();
  expect(screen.getByRole("link", { name: "import" })).toHaveAttribute(
    "href",
    "/app/alpenblick/imports",
  );
});

const exporter: Me = {
  ...me,
  organizations: me.organizations.map((group) => ({
    ...group,
    permissions: [...group.permissions, "guest.export"],
  })),
};

test("the file has the guests whom the filters show, and only those who may are offered it", async () => {
  vi.stubGlobal("URL", Object.assign(URL, { createObjectURL: () => "blob:csv" }));
  vi.spyOn(HTMLAnchorElement.prototype, "click").mockReturnValue();
  const log = answer({
    "GET /api/v1/me": () => json(exporter),
    [`GET ${ORG}/guests`]: page,
    [`POST ${ORG}/guests/export`]: () => new Response("id,email"),
  });
  open("/app/alpenblick/guests?search=gru&permission=blocked");
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Export 250 guests" }));
  expect(await screen.findByText(/The export is noted in the audit log/)).toBeVisible();
  const asked = log.find(({ method }) => method === "POST");
  expect(Object.fromEntries(asked?.query ?? [])).toEqual({ search: "gru", permission: "blocked" });
});

test("who may not take guests out is not offered to", async () => {
  answer({ "GET /api/v1/me": () => json(me), [`GET ${ORG}/guests`]: page });
  open("/app/alpenblick/guests");
  expect(await screen.findByRole("link", { name: "Anna Gruber 0" })).toBeVisible();
  expect(screen.queryByRole("button", { name: /^Export/ })).not.toBeInTheDocument();
});
