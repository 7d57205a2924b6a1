import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";

import { monthShift, weeksOf } from "@/features/campaigns/list/month";

import { answer, json } from "./border";
import { open } from "./open";
import { list, me, none, ORG } from "./world";

const row = (id: number, name: string, status: string, sendAt: string | null) => ({
  id,
  name,
  status,
  subject: "",
  hotel: { id: 1, name: "Seehotel" },
  send_at: sendAt,
  created_at: "2026-06-01T08:00:00Z",
  counts: none,
  audience_size: 0,
  opened: 0,
  clicked: 0,
  unsubscribed: 0,
  complained: 0,
});

const world = {
  "GET /api/v1/me": () => json(me),
  [`GET ${ORG}/campaigns`]: () =>
    json(
      list([
        row(1, "Spring", "sent", "2026-06-03T12:00:00Z"),
        row(2, "Summer", "scheduled", "2026-06-18T12:00:00Z"),
        row(3, "Autumn", "scheduled", "2026-07-18T12:00:00Z"),
        row(4, "Winter", "draft", null),
      ]),
    ),
};

test("weeks begin on Monday and hold the whole month", () => {
  const weeks = weeksOf("2026-06");
  expect(weeks).toHaveLength(5);
  expect(weeks[0]?.[0]).toBe("2026-06-01");
  expect(weeks[4]).toEqual([
    "2026-06-29",
    "2026-06-30",
    "2026-07-01",
    "2026-07-02",
    "2026-07-03",
    "2026-07-04",
    "2026-07-05",
  ]);
  expect(weeksOf("2026-02")[0]?.[0]).toBe("2026-01-26");
  expect([monthShift("2026-12", 1), monthShift("2026-01", -1)]).toEqual(["2027-01", "2025-12"]);
});

test("each campaign stands on its day, and the next month is a press away", async () => {
  answer(world);
  open("/app/alpenblick/campaigns?month=2026-06");
  const month = await screen.findByRole("table", { name: "Campaigns in June 2026" });
  const spring = within(month).getByRole("link", { name: /Spring/ });
  expect(spring.closest("td")?.querySelector("time")).toHaveAttribute("datetime", "2026-06-03");
  expect(within(month).queryByRole("link", { name: /Autumn/ })).not.toBeInTheDocument();
  expect(screen.getByText("1 draft without a day yet")).toBeVisible();

  await userEvent.click(screen.getByRole("button", { name: "Show July 2026" }));
  const july = await screen.findByRole("table", { name: "Campaigns in July 2026" });
  expect(within(july).getByRole("link", { name: /Autumn/ })).toHaveAttribute(
    "href",
    "/app/alpenblick/campaigns/3",
  );
});

test("the table and the calendar are two views of the same campaigns", async () => {
  answer(world);
  open("/app/alpenblick/campaigns?status=scheduled");
  expect(await screen.findByRole("link", { name: "Summer" })).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Calendar" }));
  expect(await screen.findByRole("table", { name: /^Campaigns in / })).toBeVisible();
  expect(screen.getByRole("button", { name: "Scheduled" })).toHaveAttribute("aria-pressed", "true");
  await userEvent.click(screen.getByRole("button", { name: "Table" }));
  expect(await screen.findByRole("link", { name: "Summer" })).toBeVisible();
});
