import { expect, logIn, test } from "./product";

test("a visit's speed is reported when the page is left, by page and without ids", async ({
  page,
}) => {
  await logIn(page, "guests");
  await page.getByRole("table", { name: "Guests" }).getByRole("link").first().click();
  await expect(page.getByRole("heading", { name: "May we write to this guest" })).toBeVisible();
  const answered = page.waitForResponse("**/api/v1/web-vitals");
  // As if another tab were chosen, which a headless browser has none of.
  await page.evaluate(() => {
    Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  });
  const answer = await answered;
  expect(answer.status()).toBe(204);
  const { readings } = answer.request().postDataJSON() as {
    readings: { route: string; metric: string }[];
  };
  const routes = new Map(readings.map(({ metric, route }) => [metric, route]));
  expect(routes.get("LCP")).toBe("/login");
  expect(routes.get("CLS")).toBe("/$org/guests/$guestId");
  for (const { route } of readings) expect(route).not.toMatch(/\d|alpenblick/);
});
