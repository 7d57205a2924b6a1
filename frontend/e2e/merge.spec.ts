import type { Page } from "@playwright/test";

import { seriousFaults } from "./axe";
import { expect, logIn, test } from "./product";

const guests = (page: Page) => page.getByRole("table", { name: "Guests" });
const total = async (page: Page) => Number(await guests(page).getAttribute("aria-rowcount")) - 1;

/** Opens the dialog on the first guest's page, with another guest beside them. */
async function review(page: Page) {
  await guests(page).getByRole("link").first().click();
  await page.getByRole("button", { name: "Merge with another guest" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Who is the same person?").fill("an");
  await dialog.getByRole("listitem").first().getByRole("button").click();
  await expect(dialog.getByText(/all that belongs to both: \d+ stays?/)).toBeVisible();
  return dialog;
}

for (const colorScheme of ["light", "dark"] as const)
  test.describe(`in ${colorScheme} colours`, () => {
    test.use({ colorScheme });

    test("two guests side by side have no serious fault, on a phone either", async ({ page }) => {
      await logIn(page, "guests");
      await review(page);
      expect(await seriousFaults(page)).toEqual([]);
      await page.setViewportSize({ width: 390, height: 844 });
      expect(await seriousFaults(page)).toEqual([]);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(wide).toBeLessThanOrEqual(390);
    });
  });

test("two guests are merged by hand, by keyboard, and parted again", async ({ page }) => {
  await logIn(page, "guests");
  await expect(guests(page)).toBeVisible();
  const before = await total(page);
  const dialog = await review(page);
  await dialog.getByRole("button", { name: "Merge 2 guests into 1" }).press("Enter");
  await expect(page.getByRole("heading", { name: "Merged into this guest" })).toBeVisible();
  await page.getByRole("link", { name: "All guests" }).click();
  await expect(guests(page)).toHaveAttribute("aria-rowcount", String(before));
  await page.getByRole("button", { name: "Undo the merge" }).press("Enter");
  await expect(page.getByText(/is a guest of their own again/)).toBeVisible();
  await expect(guests(page)).toHaveAttribute("aria-rowcount", String(before + 1));
});
