import { expect, test } from "vitest";

import { ago, count, day, days, duration, many, money, share } from "@/format/format";
import { toInstant, toLocal } from "@/format/zone";

test("numbers carry the reader's own separators", () => {
  expect(count(1204)).toBe("1,204");
  expect(many(1, "guest")).toBe("1 guest");
  expect(many(1204, "guest")).toBe("1,204 guests");
  expect(many(0, "child", "children")).toBe("0 children");
});

test("a share of nothing is a dash, not a zero or an error", () => {
  expect(share(902, 2284)).toBe("39.5%");
  expect(share(0, 0)).toBe("–");
  expect(share(0, 2284)).toBe("0%");
  expect(share(1, 2284)).toBe("< 0.1%");
});

test("money respects how many minor units its currency has", () => {
  expect(money(64000, "EUR")).toBe("€640.00");
  expect(money(64000, "JPY")).toBe("JP¥64,000");
  expect(money(null, "EUR")).toBe("–");
});

test("a stay date is the hotel's day wherever the reader is", () => {
  expect(day("2026-11-01")).toBe("1 Nov 2026");
  expect(day(null)).toBe("–");
  expect(days("2026-02-10", "2026-02-14").replaceAll(/\s/g, " ")).toBe("10 – 14 Feb 2026");
});

test("a moment near now is told in words", () => {
  const now = new Date("2026-11-24T09:00:00Z");
  expect(ago("2026-11-24T08:56:00Z", now)).toBe("4 minutes ago");
  expect(ago("2026-11-24T08:59:50Z", now)).toBe("just now");
  expect(ago("2026-01-02T08:00:00Z", now)).toBe("2 Jan 2026");
  expect(ago(null, now)).toBe("never");
});

test("a duration is rounded to what one plans with", () => {
  expect(duration(40)).toBe("under a minute");
  expect(duration(200)).toBe("about 3 min");
  expect(duration(5400)).toBe("about 1.5 h");
});

test.each([
  ["2026-12-24T09:00", "Europe/Vienna", "2026-12-24T08:00:00.000Z"],
  ["2026-07-01T09:00", "Europe/Vienna", "2026-07-01T07:00:00.000Z"],
  ["2026-03-29T03:30", "Europe/Vienna", "2026-03-29T01:30:00.000Z"],
  ["2026-10-25T03:30", "Europe/Vienna", "2026-10-25T02:30:00.000Z"],
  ["2026-12-24T09:00", "America/New_York", "2026-12-24T14:00:00.000Z"],
])("%s on the clock of %s is %s", (local, zone, instant) => {
  expect(toInstant(local, zone)).toBe(instant);
  expect(toLocal(instant, zone)).toBe(local);
});
