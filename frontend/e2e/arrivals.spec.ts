import type { Page } from "@playwright/test";

import { seriousFaults } from "./axe";
import { at, expect, logIn, ORG, test } from "./product";

const DAY_MS = 86_400_000;

interface Me {
  organizations: { hotels: { id: number }[] }[];
}

/** The first hotel and day, from today on, with a guest whom no mail reaches. */
async function someDay(page: Page): Promise<string> {
  const me = (await (await page.request.get("/api/v1/me")).json()) as Me;
  const hotels = me.organizations[0]?.hotels ?? [];
  for (let ahead = 0; ahead < 60; ahead += 1)
    for (const { id } of hotels) {
      const day = new Date(Date.now() + ahead * DAY_MS).toISOString().slice(0, 10);
      const asked = `hotel=${id}&day=${day}`;
      const answer = await page.request.get(`/api/v1/orgs/${ORG}/arrivals/unreachable?${asked}`);
      if (((await answer.json()) as { results: unknown[] }).results.length > 0) return asked;
    }
  throw new Error("The demo has arrivals without a mailable address");
}

for (const colorScheme of ["light", "dark"] as const)
  test.describe(`in ${colorScheme} colours`, () => {
    test.use({ colorScheme });

    test("the sheet of a day is slips alone on paper, each with its code", async ({ page }) => {
      await logIn(page);
      await page.goto(at(`arrivals/sheet?${await someDay(page)}`));
      const slip = page.getByRole("main").getByRole("listitem").first();
      await expect(slip.getByRole("heading")).toBeVisible();
      const code = slip.getByRole("img");
      await expect
        .poll(() => code.evaluate((image: HTMLImageElement) => image.naturalWidth))
        .toBeGreaterThan(0);
      expect(await seriousFaults(page)).toEqual([]);

      await page.emulateMedia({ media: "print" });
      await expect(page.getByRole("navigation", { name: "Main" })).toHaveCount(0);
      await expect(page.getByRole("button", { name: "Print" })).toBeHidden();
      await expect(slip.getByRole("heading")).toBeVisible();
      const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      await expect.poll(ground).toBe("rgb(255, 255, 255)");
      const file = await page.pdf({ preferCSSPageSize: true });
      expect(file.subarray(0, 5).toString()).toBe("%PDF-");
    });
  });
