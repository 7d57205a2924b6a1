import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test } from "vitest";

import { ago, count, day, duration, money } from "@/format/format";
import { likelyLanguage, speak } from "@/i18n/speak";

import { answer, json } from "./border";
import { open } from "./open";
import { home, me, ORG } from "./world";

const NOW = new Date("2026-06-01T12:00:00Z");

afterEach(() => speak("en"));

test("whoever chose German reads the home page in German, figures included", async () => {
  answer({
    "GET /api/v1/me": () => json({ ...me, language: "de" }),
    [`GET ${ORG}/home`]: () => json(home),
  });
  open("/app/alpenblick/home");
  expect(await screen.findByText("2.284 zugestellt, 20 unzustellbar")).toBeVisible();
  expect(screen.getByText("Seehof Bregenz, die letzten 30 Tage")).toBeVisible();
  expect(screen.getAllByRole("link", { name: "Gäste" })[0]).toBeVisible();
  expect(document.documentElement.lang).toBe("de");
  expect(document.title).toBe("Alpenblick Hotels · Bellhop");
});

test("the choice is kept with the person, and on this device for the log-in page", async () => {
  const asked = answer({
    "GET /api/v1/me": () => json(me),
    [`GET ${ORG}/home`]: () => json(home),
    "PATCH /api/v1/me": () => json({ ...me, language: "fr" }),
  });
  open("/app/alpenblick/home");
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: /Hanna Berger/ }));
  await user.click(screen.getByRole("menuitem", { name: "Français" }));
  await expect.poll(likelyLanguage).toBe("fr");
  expect(asked.find(({ method }) => method === "PATCH")?.body).toEqual({ language: "fr" });
});

test("without a choice the browser's language is spoken, and English where it is none of ours", () => {
  expect(likelyLanguage()).toBe("en");
  localStorage.setItem("bellhop.language", "tlh");
  expect(likelyLanguage()).toBe("en");
});

test.each([
  ["de", "1.204", "24. Nov. 2026", "1.204,50\u00a0€", "vor 3 Tagen", "etwa 5 Min."],
  ["fr", "1\u202f204", "24 nov. 2026", "1\u202f204,50\u00a0€", "il y a 3 jours", "environ 5 min"],
  ["it", "1204", "24 nov 2026", "1204,50\u00a0€", "3 giorni fa", "circa 5 min"],
  ["es", "1204", "24 nov 2026", "1204,50\u00a0€", "hace 3 días", "unos 5 min"],
] as const)("%s writes numbers, dates and money its own way", async (code, ...written) => {
  await speak(code);
  expect([
    count(1204),
    day("2026-11-24"),
    money(120_450, "EUR"),
    ago("2026-05-29T12:00:00Z", NOW),
    duration(300),
  ]).toEqual(written);
});
