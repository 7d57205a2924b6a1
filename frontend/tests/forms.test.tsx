import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import type { SignupForm } from "@/api/types";
import { ask } from "@/features/forms/formDraft";

import { answer, json, problem, type Asked } from "./border";
import { open } from "./open";
import { list, me, ORG } from "./world";

const PAGE = "/app/alpenblick/forms";
const [organization] = me.organizations;
if (!organization) throw new Error("The world has an organisation");
const marketer = {
  ...me,
  organizations: [{ ...organization, permissions: ["form.view", "form.edit"] }],
};

const words = {
  title: "News from Seehof",
  intro: "",
  consent: "Yes, I would like news.",
  button: "Sign up",
  thanks: "Look in your mailbox.",
  labels: {},
};
const form: SignupForm = {
  id: 6,
  name: "Newsletter",
  hotel: { id: 7, name: "Seehof Bregenz" },
  active: true,
  fields: [{ name: "last_name", required: false }],
  languages: ["en"],
  privacy_url: "https://seehof.example/privacy",
  origins: [],
  public_url: "http://localhost:3000/f/abc",
  counts: { shown: 400, posted: 100, sent: 80, confirmed: 60, pending: 12, refused: { proof: 8 } },
  created_at: "2026-11-20T08:00:00Z",
  updated_at: "2026-11-20T08:00:00Z",
  words: { en: { ...words, consent_version: 3 } },
  snippets: { script: "<script one>", iframe: "<iframe two>", form: "<form three>" },
  days: [],
};

const world = {
  "GET /api/v1/me": () => json(marketer),
  [`GET ${ORG}/forms`]: () => json(list([form])),
  [`GET ${ORG}/forms/6`]: () => json(form),
  [`GET ${ORG}/forms/suggestions`]: () =>
    json({ languages: ["en", "de"], words: { en: words, de: words } }),
  [`GET ${ORG}/custom-fields`]: () => json(list([])),
};

const sent = (log: Asked[], method: string) =>
  log.filter((asked) => asked.method === method).map(({ body }) => body);

test("the list shows how each form fares", async () => {
  answer(world);
  open(PAGE);
  const row = (await screen.findByRole("link", { name: "Newsletter" })).closest("tr");
  if (!row) throw new Error("The form has a row");
  expect(within(row).getByText("Open")).toBeVisible();
  expect(within(row).getByText("75% of the letters")).toBeVisible();
});

test("a form shows its address and each snippet, ready to copy", async () => {
  answer(world);
  open(`${PAGE}/6`);
  const user = userEvent.setup();
  expect(await screen.findByText("<script one>")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Frame" }));
  await user.click(screen.getByRole("button", { name: "Copy the snippet" }));
  expect(await navigator.clipboard.readText()).toBe("<iframe two>");
  expect(screen.getByText(/Robots, by the missing proof of work 8/)).toBeVisible();
});

test("a new form begins with words of ours, and is saved whole", async () => {
  const log = answer({ ...world, [`POST ${ORG}/forms`]: () => json(form, 201) });
  open(`${PAGE}/new`);
  const user = userEvent.setup();
  await user.type(await screen.findByLabelText("Name"), "Newsletter");
  await user.click(
    within(screen.getByRole("group", { name: "First name" })).getByRole("button", {
      name: "Needed",
    }),
  );
  await user.selectOptions(await screen.findByLabelText("Add a language to the form"), "en");
  expect(screen.getByLabelText("What people agree to")).toHaveValue("Yes, I would like news.");
  await user.click(screen.getByRole("button", { name: "Save form" }));
  await waitFor(() =>
    expect(sent(log, "POST")).toEqual([
      {
        name: "Newsletter",
        hotel_id: 7,
        active: false,
        fields: [
          { name: "last_name", required: false },
          { name: "first_name", required: true },
        ],
        words: { en: words },
        privacy_url: "",
        origins: [],
      },
    ]),
  );
});

test("a changed consent text is said to become a new version", async () => {
  answer(world);
  open(`${PAGE}/6`);
  const user = userEvent.setup();
  expect(await screen.findByText("Version 3, kept with each consent as evidence.")).toBeVisible();
  await user.type(screen.getByLabelText("What people agree to"), " Now.");
  expect(screen.getByText(/^Saving makes a new version after 3\./)).toBeVisible();
});

test("what the server refuses stands at its field, and nothing typed is lost", async () => {
  answer({
    ...world,
    [`PATCH ${ORG}/forms/6`]: () =>
      problem(400, "invalid", "Not saved.", { origins: ["Give sites as https://…"] }),
  });
  open(`${PAGE}/6`);
  const user = userEvent.setup();
  const sites = await screen.findByLabelText("Sites that may show it");
  await user.type(sites, "seehof");
  await user.click(screen.getByRole("button", { name: "Save form" }));
  expect(await screen.findByRole("alert")).toHaveTextContent("Give sites as");
  expect(sites).toHaveValue("seehof");
  expect(sites).toHaveAccessibleDescription(/Give sites as/);
});

test("fields keep the order in which they were chosen", () => {
  const asked = ask([{ name: "country", required: false }], "last_name", "required");
  expect(ask(asked, "country", "required")).toEqual([
    { name: "country", required: true },
    { name: "last_name", required: true },
  ]);
  expect(ask(asked, "country", "no")).toEqual([{ name: "last_name", required: true }]);
});
