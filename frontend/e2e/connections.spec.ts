import { seriousFaults } from "./axe";
import { at, expect, logIn, test } from "./product";

test("a connection is checked, its rooms mapped and a day's rooms sent to the channel", async ({
  page,
}) => {
  await logIn(page, "connections");
  const card = page.getByRole("article").filter({ hasText: "Channex" }).first();
  await card.getByRole("link").first().click();
  await page.getByRole("button", { name: "Check each capability" }).click();
  await expect(page.getByRole("list", { name: "Capabilities" })).toContainText("Works");

  await page.getByRole("link", { name: "Rooms and rates" }).click();
  const name = `Double ${Date.now() % 100_000}`;
  await page.getByLabel("Code of the room type").fill(name);
  await page.getByRole("button", { name: "Add the room type" }).click();
  const here = page.getByLabel(`${name} at the channel`);
  await expect(here).toBeVisible();
  await page.getByRole("button", { name: "Read from the channel" }).click();
  await expect(page.getByText(/^Read: /)).toBeVisible();
  await page.getByLabel(`${name} at the channel`).selectOption({ index: 1 });
  await page.getByRole("button", { name: "Save the mapping" }).click();
  await expect(page.getByText(/The mapping is saved/)).toBeVisible();

  await page.getByRole("link", { name: "Calendar" }).click();
  const cell = page.getByLabel(new RegExp(`^${name}, rooms to sell`)).nth(1);
  await cell.fill("5");
  await page.getByRole("button", { name: /^Save 1 day/ }).click();
  await expect(page.getByText(/1 day changed/)).toBeVisible();
  await expect(page.getByLabel(new RegExp(`^${name}, rooms to sell`)).nth(1)).toHaveValue("5");
});

for (const colorScheme of ["light", "dark"] as const)
  test.describe(`in ${colorScheme} colours`, () => {
    test.use({ colorScheme });

    test("no page of a connection has a serious fault", async ({ page }) => {
      await logIn(page, "connections");
      await page.getByRole("button", { name: "Add a connection" }).click();
      await expect(page.getByLabel("Client secret")).toBeVisible();
      expect(await seriousFaults(page), "form").toEqual([]);
      await page.goto(at("connections"));
      await page.getByRole("article").first().getByRole("link").first().click();
      for (const place of ["Rooms and rates", "Calendar"]) {
        await page.getByRole("link", { name: place }).click();
        await expect(page.getByText("Loading")).toHaveCount(0);
        expect(await seriousFaults(page), place).toEqual([]);
      }
    });
  });
