import type { Page } from "@playwright/test";

import { seriousFaults } from "./axe";
import { expect, ORG, test } from "./product";

const MAIL_URL = process.env["BELLHOP_MAIL_URL"] ?? "http://localhost:1080";
const CHOICES = "What you get from us";

/** The preferences of somebody who was written to and has not left: their letter's token opens them. */
async function preferencesPath(page: Page): Promise<string> {
  const letters = (await (await fetch(`${MAIL_URL}/api/email`)).json()) as { html?: string }[];
  for (const { html } of letters) {
    const token = /\/u\/([\w-]+)"/.exec(html ?? "")?.[1];
    const path = `/m/${token ?? ""}?lang=en`;
    if (token && (await (await page.request.get(path)).text()).includes(`<h1>${CHOICES}`))
      return path;
  }
  throw new Error("Nobody who was written to stayed");
}

const heading = (page: Page) => page.getByRole("heading", { level: 1 });

async function faultsOf(page: Page, path: string): Promise<string[]> {
  await page.goto(path);
  await expect(heading(page)).toBeVisible();
  const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(over, "wider than the window").toBeLessThanOrEqual(0);
  return seriousFaults(page);
}

for (const colorScheme of ["light", "dark"] as const)
  for (const width of [1280, 390])
    test.describe(`in ${colorScheme} colours, ${width} pixels wide`, () => {
      test.use({ colorScheme, viewport: { width, height: 844 } });

      test("no page for guests has a serious fault", async ({ page }) => {
        expect(await faultsOf(page, await preferencesPath(page)), "preferences").toEqual([]);
        await expect(heading(page)).toHaveText(CHOICES);
        expect(await faultsOf(page, `/your-data/${ORG}?lang=en`), "requests").toEqual([]);
        await expect(heading(page)).toContainText("Your data at");
      });
    });
