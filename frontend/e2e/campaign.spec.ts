import type { Page } from "@playwright/test";

import { at, EMAIL, expect, linkIn, logIn, mails, test } from "./product";

// One campaign from the template to the guest who leaves: each step needs the one before.
test.describe.configure({ mode: "serial" });

const RUN = Date.now().toString(36);
const NAME = `Winter weekends ${RUN}`;
const SUBJECT = `Three winter nights, the fourth is ours (${RUN})`;

async function openDraft(page: Page): Promise<void> {
  await logIn(page, "campaigns");
  await page.getByRole("link", { name: NAME }).click();
}

test("a campaign begins from a template, and its checklist saves by itself", async ({ page }) => {
  await logIn(page, "campaigns/new");
  await page.getByLabel("Name", { exact: true }).fill(NAME);
  await page.getByRole("group", { name: "Template" }).locator("label").nth(1).click();
  await page.getByRole("button", { name: "Create the campaign" }).click();
  await expect(page.getByRole("heading", { level: 1, name: NAME })).toBeVisible();

  await page.getByRole("button", { name: "Edit Subject and preview text" }).click();
  await page.getByLabel("Subject", { exact: true }).fill(SUBJECT);
  await expect(page.getByText(/^Saved \d\d:\d\d$/)).toBeVisible();
  await page.reload();
  await expect(page.getByText(SUBJECT)).toBeVisible();
  await expect(page.getByText("5 of 5 ready")).toBeVisible();
});

test("the letter is shown as a real guest gets it", async ({ page }) => {
  await openDraft(page);
  await page.getByRole("button", { name: "Edit Content" }).click();
  const preview = page.getByRole("region", { name: "Preview" });
  await expect(preview.getByText(SUBJECT)).toBeVisible();
  const letter = page.frameLocator('iframe[title="The letter"]');
  await expect(letter.locator("body")).toContainText(/\w{3,}/);
  const guests = preview.getByLabel("Preview for", { exact: true });
  await expect(guests.locator("option").nth(1)).toBeAttached();
  await guests.selectOption({ index: 1 });
  const name = (await guests.locator("option").nth(1).textContent())?.split(" ")[0] ?? "";
  await expect(letter.locator("body")).toContainText(name);
  await expect(letter.locator("body")).not.toContainText("{{");
});

test("a test letter arrives, and the send reaches every allowed guest", async ({ page }) => {
  await openDraft(page);
  await page.getByRole("button", { name: "Review before sending" }).click();
  await expect(page.getByRole("heading", { name: "Who gets it" })).toBeVisible();

  await page.getByRole("button", { name: "Send test" }).click();
  await expect(page.getByRole("status").getByText(`Test letter sent to ${EMAIL}.`)).toBeVisible();
  const tests = await mails(`[Test] ${SUBJECT}`);
  expect(tests.map(({ to }) => to[0]?.address)).toEqual([EMAIL]);

  const send = page.getByRole("button", { name: /^Send to [\d,]+ guests?$/ });
  await expect(send).toBeDisabled();
  const allowed = Number((await send.textContent())?.replaceAll(/\D/g, ""));
  expect(allowed).toBeGreaterThan(0);
  await page.getByRole("checkbox").check();
  await send.click();

  await expect(page.getByRole("heading", { name: "Delivery" })).toBeVisible();
  await expect(page.getByText(/^100% All done/)).toBeVisible({ timeout: 90_000 });
  const sent = page.locator("dt", { hasText: /^Sent$/ }).locator("xpath=following-sibling::dd[1]");
  await expect(sent).toHaveText([allowed.toLocaleString("en-GB"), allowed.toLocaleString("en-GB")]);
  expect(await mails(SUBJECT, allowed)).toHaveLength(allowed);
});

test("a guest leaves by the letter's own link, with one press", async ({ page }) => {
  const [letter] = await mails(SUBJECT);
  if (!letter) throw new Error("No letter of the campaign is in the catcher");
  const address = letter.to[0]?.address ?? "";
  // The page speaks the guest's language, whoever the letter was to.
  await page.goto(`${linkIn(letter, /\/u\//)}?lang=en`);
  await page.getByRole("button", { name: /unsubscribe/i }).click();
  await expect(page.getByText(/unsubscribed|no longer|not write/i).first()).toBeVisible();

  await logIn(page, `guests?search=${encodeURIComponent(address)}`);
  await expect(
    page.getByRole("table", { name: "Guests" }).getByText("Unsubscribed").first(),
  ).toBeVisible();
});

test("the campaign's page counts who left", async ({ page }) => {
  await openDraft(page);
  await expect(page.getByText("Unsubscribed").locator("xpath=following-sibling::dd[2]")).toHaveText(
    /^[1-9]\d* guests$/,
  );
  await expect(page.getByRole("heading", { name: "What it earned" })).toBeVisible();
  await page.getByRole("button", { name: "Show in the letter" }).click();
  const map = page.frameLocator('iframe[title="The letter with its clicks"]');
  await expect(map.locator("body")).toContainText(/Dear Anna|Anna/);
  await page.getByRole("button", { name: "Close" }).click();

  const file = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export" }).click();
  expect((await file).suggestedFilename()).toMatch(/^recipients-alpenblick-\d{4}-\d\d-\d\d\.csv$/);

  await page.goto(at("home"));
  await expect(page.getByRole("link", { name: NAME })).toBeVisible();
});
