import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import type { AuditEvent, Member } from "@/api/types";

import { answer, json, problem } from "./border";
import { open } from "./open";
import { list, me, ORG } from "./world";

const owner: Member = {
  id: 1,
  name: "Hanna Berger",
  email: "owner@bellhop.example",
  role: "owner",
  since: "2026-11-01T08:00:00Z",
  last_login: null,
  has_password: true,
};
const nora: Member = {
  ...owner,
  id: 2,
  name: "",
  email: "nora@seehof.example",
  has_password: false,
};
const event: AuditEvent = {
  id: 9,
  at: "2026-11-24T08:00:00Z",
  who: "owner@bellhop.example",
  action: "member.invited",
  target_type: "accounts.Membership",
  target_id: 2,
  detail: { email: "nora@seehof.example" },
};

const as = (permissions: string[]) => ({
  ...me,
  organizations: me.organizations.map((org) => ({ ...org, permissions })),
});

const world = {
  "GET /api/v1/me": () => json(as(["member.edit", "audit.view"])),
  [`GET ${ORG}/members`]: () => json(list([owner, nora])),
  [`GET ${ORG}/audit`]: () => json(list([event])),
};

test("someone is invited, and their link is shown to be handed on", async () => {
  const link = "https://bellhop.example/app/join?key=1-abc";
  const asked = answer({
    ...world,
    [`POST ${ORG}/members`]: () => json({ member: nora, link }, 201),
  });
  open("/app/alpenblick/team");
  await userEvent.click(await screen.findByRole("button", { name: "Invite someone" }));
  const form = within(await screen.findByRole("dialog"));
  await userEvent.type(form.getByLabelText("E-mail address"), "nora@seehof.example");
  await userEvent.click(form.getByRole("radio", { name: /Analyst/ }));
  await userEvent.click(form.getByRole("button", { name: "Invite" }));
  expect(await screen.findByText(link)).toBeVisible();
  expect(screen.getByRole("link", { name: "Write the mail" })).toHaveAttribute(
    "href",
    expect.stringMatching(/^mailto:nora%40seehof\.example/),
  );
  expect(asked.find(({ method }) => method === "POST")?.body).toEqual({
    email: "nora@seehof.example",
    name: "",
    role: "analyst",
  });
});

test("that the last owner stays is said, and nothing is changed", async () => {
  answer({
    ...world,
    [`PATCH ${ORG}/members/1`]: () =>
      problem(409, "last_owner", "An organisation needs at least one owner."),
  });
  open("/app/alpenblick/team");
  const role = await screen.findByLabelText("Role of Hanna Berger");
  await userEvent.selectOptions(role, "Analyst");
  expect(await screen.findByText(/needs at least one owner/)).toBeVisible();
  expect(role).toHaveValue("owner");
});

test("the audit log says who did what, and asks for what is chosen", async () => {
  const asked = answer(world);
  open("/app/alpenblick/team/audit");
  const row = await screen.findByRole("row", { name: /Member invited/ });
  expect(row).toHaveTextContent("email: nora@seehof.example");
  await userEvent.selectOptions(screen.getByLabelText("What"), "The team");
  await screen.findByRole("row", { name: /Member invited/ });
  const last = asked.filter(({ path }) => path.endsWith("/audit")).at(-1);
  expect(last?.query.get("action")).toBe("member.");
});

test("a role without this page is told so, and nothing is asked for", async () => {
  const asked = answer({ ...world, "GET /api/v1/me": () => json(as([])) });
  open("/app/alpenblick/team");
  expect(await screen.findByText("Your role does not include this page.")).toBeVisible();
  expect(asked.filter(({ path }) => path.endsWith("/members"))).toEqual([]);
});

const RESET = "POST /_allauth/browser/v1/auth/password/reset";

async function choose() {
  document.cookie = "csrftoken=x";
  open("/app/join?key=1-abc");
  await userEvent.type(await screen.findByLabelText("New password"), "a-quiet-lobby");
  await userEvent.click(screen.getByRole("button", { name: "Set the password" }));
}

test("an invited person chooses a password", async () => {
  const asked = answer({ [RESET]: () => json({}, 401) });
  await choose();
  expect(await screen.findByText(/Your password is set/)).toBeVisible();
  expect(asked.at(-1)?.body).toEqual({ key: "1-abc", password: "a-quiet-lobby" });
});

test("an old link says what to do, and what was typed stays", async () => {
  answer({ [RESET]: () => json({ errors: [{ param: "key", message: "Invalid" }] }, 400) });
  await choose();
  expect(await screen.findByText(/older than three days. Ask for a new one/)).toBeVisible();
  expect(screen.getByLabelText("New password")).toHaveValue("a-quiet-lobby");
});
