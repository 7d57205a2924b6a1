import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";

import type { UnreachableArrival } from "@/api/types";
import { sheetSearch } from "@/app/search";

import { answer, json } from "./border";
import { withRights } from "./complianceWorld";
import { open } from "./open";
import { ORG } from "./world";

const arrival: UnreachableArrival = {
  stay: 31,
  guest: { id: 12, first_name: "Anna", last_name: "Gruber", language: "de" },
  arrival: "2026-11-25",
  departure: "2026-11-28",
  nights: 3,
  source_channel: "booking_com",
  reservation_code: "BDC-1",
  room_name: "Lake room",
  reason: "alias",
  text: "The address is a booking site's.",
  code_sent: false,
  link: "http://localhost:3000/p/abc",
  link_expires: "2026-11-28T23:00:00Z",
};
const stranger = { ...arrival, stay: 32, guest: null };

const world = {
  "GET /api/v1/me": () => json(withRights("guest.edit")),
  [`GET ${ORG}/arrivals/unreachable`]: () =>
    json({ day: "2026-11-25", results: [arrival, stranger] }),
};

test("each guest gets a slip with room, code and a line, in their own language", async () => {
  const log = answer(world);
  open("/app/alpenblick/arrivals/sheet?hotel=7&day=2026-11-25");
  const [slip, other] = await screen.findAllByRole("listitem");
  if (!slip || !other) throw new Error("Two slips are printed");
  expect(within(slip).getByRole("heading", { name: "Anna Gruber" })).toBeVisible();
  expect(slip).toHaveTextContent(/Lake room · 25.{1,3}28 Nov 2026 · Booking\.com BDC-1/);
  expect(within(slip).getByText(/^Scannen Sie den Code/)).toHaveAttribute("lang", "de");
  expect(within(slip).getByRole("img")).toHaveAttribute("src", `${ORG}/arrivals/31/qr.svg`);
  expect(within(other).getByText(/^Scan the code/)).toHaveAttribute("lang", "en");
  const asked = log.find(({ path }) => path.endsWith("/unreachable"));
  expect(asked?.query.toString()).toBe("hotel=7&day=2026-11-25");
  const print = vi.spyOn(window, "print").mockReturnValue(undefined);
  await userEvent.setup().click(screen.getByRole("button", { name: "Print" }));
  expect(print).toHaveBeenCalledTimes(1);
});

test("the way to the sheet keeps hotel and day", async () => {
  answer(world);
  open("/app/alpenblick/arrivals");
  expect(await screen.findByRole("link", { name: "Sheet to print" })).toHaveAttribute(
    "href",
    "/app/alpenblick/arrivals/sheet?hotel=7&day=2026-11-25",
  );
});

test("an address that names no hotel or day leaves them out", () => {
  expect(sheetSearch({ hotel: "x", day: "tomorrow" })).toEqual({});
  expect(sheetSearch({ hotel: 7, day: "2026-11-25" })).toEqual({ hotel: 7, day: "2026-11-25" });
});
