import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import { answer, json, problem } from "./border";
import { open } from "./open";
import { home, me, ORG } from "./world";

const world = {
  "GET /api/v1/me": () => json(me),
  [`GET ${ORG}/home`]: () => json(home),
};

test("home shows the month's numbers, each with what it is compared to", async () => {
  answer(world);
  open("/app/alpenblick/home");
  expect(await screen.findByText("2,304")).toBeVisible();
  expect(screen.getByText("2,284 delivered, 20 bounced")).toBeVisible();
  expect(screen.getByText("39.5%")).toBeVisible();
  expect(screen.getByText("47")).toBeVisible();
});

test("the chart has a table with the same figures behind it", async () => {
  answer(world);
  open("/app/alpenblick/home");
  const table = await screen.findByRole("table", { hidden: true });
  const row = within(table).getByRole("row", { name: /24 Nov 2026/, hidden: true });
  expect(row).toHaveTextContent("24 Nov 20261,20440090");
});

test("what needs attention leads to its page without loading the dashboard anew", async () => {
  answer(world);
  const { history } = open("/app/alpenblick/home");
  await userEvent.click(await screen.findByRole("link", { name: /Bregenz cannot sync/ }));
  expect(history.location.pathname).toBe("/app/alpenblick/connections/2");
});

test("numbers that cannot be fetched say so, and are asked for again", async () => {
  let down = true;
  answer({
    ...world,
    [`GET ${ORG}/home`]: () =>
      down ? problem(503, "busy", "The numbers are being counted anew.") : json(home),
  });
  open("/app/alpenblick/home");
  expect(await screen.findByRole("alert")).toHaveTextContent("The numbers are being counted anew.");
  down = false;
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(await screen.findByText("2,304")).toBeVisible();
});

test("an organisation one does not belong to is not here", async () => {
  answer(world);
  open("/app/costa-verde/home");
  expect(await screen.findByRole("heading", { name: "This page is not here" })).toBeVisible();
});

test("what goes out, whether it arrives and what it earned stand beside the week", async () => {
  answer(world);
  open("/app/alpenblick/home");
  expect(await screen.findByText("1 campaign")).toBeVisible();
  expect(screen.getByText(/seehotel\.example: verified/)).toBeVisible();
  expect(screen.getByText(/alm\.example: not verified, so nothing is sent/)).toBeVisible();
  expect(screen.getByText(/5,120\.00: 12 stays, 31 nights/)).toBeVisible();
  expect(screen.getByText("12%: 24 of 200 guests gave their own address")).toBeVisible();
});
