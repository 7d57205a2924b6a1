import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";

import { at, expect, logIn, test } from "./product";

// A segment from its first condition to the campaign that goes by it.
test.describe.configure({ mode: "serial" });

const RUN = Date.now().toString(36);
const NAME = `Regulars ${RUN}`;
const LIST = `Regulars of today ${RUN}`;

async function faults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`);
}

const figure = (page: Page, name: string) =>
  page.locator("dt", { hasText: name }).locator("xpath=following-sibling::dd[1]").first();

test("a rule is built by keyboard, counted with reasons, previewed and saved", async ({ page }) => {
  await logIn(page, "segments/new");
  await page.getByRole("button", { name: /An empty rule/ }).click();
  await page.getByRole("button", { name: "Add a condition" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("combobox", { name: "Ask about" })).toBeFocused();
  await page.keyboard.type("Number of stays");
  await expect(page.getByText("Enter a number.")).toBeVisible();
  await page
    .getByRole("combobox", { name: "How Number of stays is compared" })
    .selectOption({ label: "is at least" });
  await page.getByLabel("Value of Number of stays").fill("2");
  await expect(page.getByText("Guests whose number of stays is at least 2.")).toBeVisible();
  await expect(figure(page, "Allowed")).toHaveText(/^[1-9][\d,]*$/);
  await expect(
    page.getByRole("table", { name: "Members" }).getByRole("link").first(),
  ).toBeVisible();
  expect(await faults(page), "builder").toEqual([]);

  await page.getByRole("button", { name: "Add a group" }).click();
  await page.getByRole("button", { name: "Remove the group" }).click();
  await page.getByLabel("Name", { exact: true }).fill(NAME);
  await page.getByRole("button", { name: "Save segment" }).click();
  await expect(page.getByText("All changes are saved")).toBeVisible();
});

test("its members of today are kept as a list", async ({ page }) => {
  await logIn(page, "segments");
  await page.getByRole("link", { name: NAME }).click();
  await page.getByRole("button", { name: "Keep as a list" }).click();
  await page.getByLabel("Name of the list").fill(LIST);
  await page.getByRole("button", { name: "Make the list" }).click();
  await expect(page.getByRole("heading", { level: 1, name: LIST })).toBeVisible();
  await expect(
    page.getByRole("table", { name: "Members" }).getByRole("link").first(),
  ).toBeVisible();
  expect(await faults(page), "list").toEqual([]);
});

test("a campaign goes by the segment, which then cannot be deleted", async ({ page }) => {
  await logIn(page, "campaigns/new");
  await page.getByLabel("Name", { exact: true }).fill(`To regulars ${RUN}`);
  await page.getByRole("button", { name: "Create the campaign" }).click();
  await page.getByRole("button", { name: "Edit To" }).click();
  await expect(figure(page, "In this choice")).toHaveText(/guests?$/);
  const before = await figure(page, "In this choice").textContent();
  await page
    .getByLabel("Only guests in any of these segments and lists")
    .selectOption({ label: NAME });
  await expect(page.getByText(/in 1 segment$/)).toBeVisible();
  await expect(figure(page, "In this choice")).not.toHaveText(before ?? "");
  await page
    .getByLabel("Leave out guests in any of these")
    .selectOption({ label: `${LIST} (list)` });
  // Everybody of the segment is in the list that was made of it.
  await expect(figure(page, "In this choice")).toHaveText("0 guests");

  await page.goto(at("segments"));
  const row = page.getByRole("row").filter({ hasText: NAME });
  await expect(row.getByText(/^[1-9][\d,]*$/).first()).toBeVisible();
  expect(await faults(page), "segments").toEqual([]);
  await row.getByRole("button", { name: `Delete ${NAME}` }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: `Delete ${NAME}` }).click();
  await expect(dialog.getByRole("alert")).toContainText(`To regulars ${RUN}`);
});

test("a form is made, opened to visitors, and shown as they see it", async ({ page }) => {
  await logIn(page, "forms/new");
  const name = `Newsletter ${RUN}`;
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByLabel("Your privacy notice").fill("https://www.hotel.example/privacy");
  await page.getByLabel("Add a language to the form").selectOption("en");
  const title = await page.getByLabel("Title").inputValue();
  await page.getByRole("checkbox").check();
  await page.getByRole("button", { name: "Save form" }).click();
  await expect(page.getByRole("heading", { name: "Where it stands" })).toBeVisible();
  await expect(page.getByText(/^Version \d+, kept with each consent/)).toBeVisible();
  expect(await faults(page), "form").toEqual([]);
  await page.getByRole("button", { name: "Show the page" }).click();
  const hosted = page.frameLocator('iframe[title="The form\'s page"]');
  await expect(hosted.getByRole("heading", { name: title })).toBeVisible();

  await page.goto(at("forms"));
  await expect(page.getByRole("link", { name })).toBeVisible();
  expect(await faults(page), "forms").toEqual([]);
});
