import { expect, logIn, test } from "./product";

test("home shows the month in numbers", async ({ page }) => {
  await logIn(page);
  const sent = page.getByText("E-mails sent").locator("xpath=following-sibling::dd[1]");
  await expect(sent).toHaveText(/^[\d,]+$/);
  expect(Number((await sent.textContent())?.replaceAll(",", ""))).toBeGreaterThan(0);
  await expect(page.getByRole("heading", { name: "The next 7 days" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Recent campaigns" })).toBeVisible();
});

test("the list of guests scrolls to its very last one, a hundred at a time", async ({ page }) => {
  const sizes: number[] = [];
  page.on("response", async (response) => {
    if (!/^\/api\/.*\/guests$/.test(new URL(response.url()).pathname)) return;
    const { results } = (await response.json()) as { results: unknown[] };
    sizes.push(results.length);
  });
  await logIn(page, "guests");
  const table = page.getByRole("table", { name: "Guests" });
  const total = Number(await table.getAttribute("aria-rowcount")) - 1;
  expect(total).toBeGreaterThan(100);
  await table.focus();
  await page.keyboard.press("End");
  const last = table.locator(`[aria-rowindex="${total + 1}"]`);
  await expect(last.getByRole("link")).toBeVisible({ timeout: 60_000 });
  expect(Math.max(...sizes)).toBeLessThanOrEqual(100);
  // The table may show a page before the listener above has read it.
  await expect.poll(() => sizes.reduce((sum, size) => sum + size, 0)).toBe(total);
});

test("a guest's page says whether one may write, and what shows it", async ({ page }) => {
  await logIn(page, "guests");
  await page.getByLabel("Permission").selectOption({ label: "Not allowed" });
  await expect(page).toHaveURL(/permission=blocked/);
  const first = page.getByRole("table", { name: "Guests" }).getByRole("link").first();
  const name = (await first.textContent()) ?? "";
  await first.click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  await expect(page.getByRole("heading", { name: /Offers and news/ })).toBeVisible();
  await expect(page.getByRole("heading", { name: "Stays", exact: true })).toBeVisible();
  await expect(page.getByRole("heading", { name: "What happened" })).toBeVisible();
  const kinds = page.getByRole("group", { name: "Show only" });
  await kinds.getByRole("button", { name: "Edits" }).click();
  await expect(page.getByText("Nothing of this kind happened.")).toBeVisible();
});

test("connections show when they last synced, and sync again when told", async ({ page }) => {
  await logIn(page, "connections");
  const first = page.getByRole("article").first();
  await expect(first.getByText("Last sync that worked")).toBeVisible();
  await expect(first.getByText("never")).toHaveCount(0);
  await first.getByRole("button", { name: /^Sync .* now$/ }).click();
  await expect(page.getByRole("status").getByText(/is syncing|answers/)).toBeVisible();
});

test("after the log-out the guests are out of sight", async ({ page }) => {
  await logIn(page);
  await page.getByRole("button", { name: /Owner/ }).click();
  await page.getByRole("menuitem", { name: "Log out" }).click();
  await expect(page.getByLabel("E-mail address")).toBeVisible();
  await page.goto("/app/alpenblick/guests");
  await expect(page).toHaveURL(/\/app\/login\?next=/);
});
