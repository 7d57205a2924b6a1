import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import { answer, json, problem } from "./border";
import { open } from "./open";
import { home, me, ORG } from "./world";

const LOGIN = "POST /_allauth/browser/v1/auth/login";

const world = { "GET /api/v1/me": () => json(me), [`GET ${ORG}/home`]: () => json(home) };

test("a refused password says so and keeps the address typed", async () => {
  answer({ [LOGIN]: () => json({ errors: [{ message: "The password is not right." }] }, 400) });
  open("/app/login");
  const user = userEvent.setup();
  await user.type(await screen.findByLabelText("E-mail address"), "owner@bellhop.example");
  await user.type(screen.getByLabelText("Password"), "wrong");
  await user.click(screen.getByRole("button", { name: "Log in" }));
  expect(await screen.findByRole("alert")).toHaveTextContent("The password is not right.");
  expect(screen.getByLabelText("E-mail address")).toHaveValue("owner@bellhop.example");
});

test("who is not logged in comes back to the page asked for after the log-in", async () => {
  let inside = false;
  answer({
    ...world,
    "GET /api/v1/me": () => (inside ? json(me) : problem(401, "not_authenticated", "Log in.")),
    [LOGIN]: () => {
      inside = true;
      return json({});
    },
  });
  const { history } = open("/app/alpenblick/home");
  const user = userEvent.setup();
  await user.type(await screen.findByLabelText("E-mail address"), "owner@bellhop.example");
  expect(history.location.href).toMatch(/\/app\/login\?next=/);
  await user.type(screen.getByLabelText("Password"), "front-desk-2026");
  await user.click(screen.getByRole("button", { name: "Log in" }));
  expect(await screen.findByRole("heading", { name: "Alpenblick Hotels" })).toBeVisible();
  expect(history.location.pathname).toBe("/app/alpenblick/home");
});

test.each(["https://evil.example", "//evil.example"])(
  "a way back to %s is not taken",
  async (next) => {
    answer({ ...world, [LOGIN]: () => json({}) });
    const { history } = open(`/app/login?next=${encodeURIComponent(next)}`);
    const user = userEvent.setup();
    await user.type(await screen.findByLabelText("E-mail address"), "owner@bellhop.example");
    await user.type(screen.getByLabelText("Password"), "front-desk-2026");
    await user.click(screen.getByRole("button", { name: "Log in" }));
    expect(await screen.findByRole("heading", { name: "Alpenblick Hotels" })).toBeVisible();
    expect(history.location.href).toBe("/app/alpenblick/home");
  },
);
