import { seriousFaults } from "./axe";
import { expect, logIn, test } from "./product";

test.afterEach(async ({ page }) => {
  // The other stories are told in English.
  const csrf = (await page.context().cookies()).find(({ name }) => name === "csrftoken");
  await page.request.patch("/api/v1/me", {
    data: { language: "" },
    headers: { "X-CSRFToken": csrf?.value ?? "", Referer: page.url() },
  });
});

test("a hotelier chooses German and reads German, the next time too", async ({ page }) => {
  await logIn(page);
  await page.getByRole("navigation", { name: "Main", exact: true }).waitFor();
  await page.locator("button", { hasText: "Owner" }).click();
  await page.getByRole("menuitem", { name: "Deutsch" }).click();
  await expect(page.getByText("Versandte E-Mails")).toBeVisible();
  await expect(page.getByRole("navigation", { name: "Hauptmenü", exact: true })).toContainText(
    "GästeAnreisenSegmente",
  );
  await expect(page.locator("html")).toHaveAttribute("lang", "de");
  expect(await seriousFaults(page)).toEqual([]);

  await page.reload();
  await expect(page.getByText("Die nächsten 7 Tage")).toBeVisible();

  await page.locator("button", { hasText: "Inhaber" }).click();
  await page.getByRole("menuitem", { name: "Abmelden" }).click();
  await expect(page.getByRole("heading", { name: "Willkommen bei Bellhop" })).toBeVisible();
  await expect(page).toHaveTitle("Anmelden · Bellhop");
  // Back in, so that the language can be given back.
  await page.getByLabel("E-Mail-Adresse").fill(process.env["BELLHOP_EMAIL"] ?? "");
  await page.getByLabel("Passwort", { exact: true }).fill(process.env["BELLHOP_PASSWORD"] ?? "");
  await page.getByRole("button", { name: "Anmelden" }).click();
  await expect(page.getByText("Versandte E-Mails")).toBeVisible();
});

test.describe("with a French browser", () => {
  test.use({ locale: "fr-FR" });

  test("the log-in page is French before anybody is known", async ({ page }) => {
    await page.goto("/app/login");
    await expect(page.getByRole("heading", { name: "Bienvenue sur Bellhop" })).toBeVisible();
    await expect(page.getByLabel("Adresse e-mail")).toBeVisible();
  });
});

const SHOTS = process.env["BELLHOP_LOOK"];
for (const locale of ["de-AT", "fr-FR", "it-IT", "es-ES"])
  test.describe(`home in ${locale}`, () => {
    test.skip(!SHOTS, "pictures for the eye");
    test.use({ locale, viewport: { width: 390, height: 844 } });

    test("fits a phone", async ({ page }) => {
      await page.goto("/app/alpenblick/home");
      await page.screenshot({ path: `${SHOTS ?? ""}/login-${locale}.png` });
      await page.locator("input[type=email]").fill(process.env["BELLHOP_EMAIL"] ?? "");
      await page.locator("input[type=password]").fill(process.env["BELLHOP_PASSWORD"] ?? "");
      await page.locator("button[type=submit]").click();
      await page.locator("figure").waitFor();
      await page.screenshot({ path: `${SHOTS ?? ""}/home-${locale}.png`, fullPage: true });
      await page.setViewportSize({ width: 1280, height: 860 });
      await page.screenshot({ path: `${SHOTS ?? ""}/home-wide-${locale}.png` });
    });
  });
