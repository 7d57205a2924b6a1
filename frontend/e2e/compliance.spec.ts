import type { Page } from "@playwright/test";

import { seriousFaults } from "./axe";
import { at, expect, logIn, ORG, test } from "./product";

const requests = (page: Page) => page.getByRole("table", { name: "Requests" });

async function addRequest(page: Page, kind: string, how = ""): Promise<void> {
  await page.getByRole("button", { name: "Add a request" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Which guest asks?").fill("an");
  await dialog.getByRole("listitem").first().getByRole("button").click();
  await dialog.getByRole("radio", { name: new RegExp(kind) }).check();
  await dialog.getByLabel("How you made sure of who asks").fill(how);
  await dialog.getByRole("button", { name: "Add the request" }).click();
}

test("a guest who asks at the desk gets the file of what is known", async ({ page }) => {
  await logIn(page, "compliance");
  await addRequest(page, "See what we know");
  const dialog = page.getByRole("dialog", { name: "See what we know" });
  await dialog.getByLabel("How you made sure of who asks").fill("Passport shown at the desk");
  await dialog.getByRole("button", { name: "I know who asks" }).click();
  await dialog.getByRole("button", { name: "Make the file" }).click();
  const saving = page.waitForEvent("download");
  await dialog.getByRole("button", { name: "Save the file" }).click({ timeout: 30_000 });
  expect((await saving).suggestedFilename()).toMatch(/^request-\d+\.zip$/);
  await expect(dialog.getByText("Done")).toBeVisible();
});

test("a request is refused with the reason, and leaves those that wait", async ({ page }) => {
  await logIn(page, "compliance");
  await addRequest(page, "Correct something", "Called back on the booking's number");
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Refuse" }).click();
  await dialog.getByLabel("Why it is refused").fill("The name is right as the passport has it.");
  await dialog.getByRole("button", { name: "Refuse the request" }).click();
  await expect(dialog.getByText(/as the passport has it/)).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(requests(page).getByText("Correct something")).toHaveCount(0);
  await page.getByLabel("Show").selectOption("Refused");
  await expect(requests(page).getByText("Correct something").first()).toBeVisible();
});

test("a policy is written, previewed and published where everybody reads it", async ({ page }) => {
  await logIn(page, "compliance/policy");
  const text = page.getByLabel("The policy in English");
  const add = page.getByLabel("Add a language to the policy");
  await expect(add).toBeVisible();
  if (!(await text.isVisible())) await add.selectOption("en");
  await text.fill(`We keep your stays.\n\nAsk us at the desk. ${Date.now()}`);
  await page.getByRole("button", { name: "Preview" }).click();
  await expect(page.getByRole("article", { name: "Preview" })).toContainText("Ask us at the desk.");
  await page.getByRole("button", { name: /^Publish version/ }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /^Publish version/ })
    .click();
  await expect(page.getByText("This is what guests read now")).toBeVisible();
  await page.goto(`/privacy/${ORG}?lang=en`);
  await expect(page.getByText("We keep your stays.")).toBeVisible();
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await seriousFaults(page), colorScheme).toEqual([]);
  }
});

test("a topic is made, moved and deleted", async ({ page }) => {
  await logIn(page, "compliance/topics");
  const table = page.getByRole("table", { name: "Topics" });
  for (const name of ["Snow news", "Lake news"]) {
    await page.getByRole("button", { name: "New topic" }).click();
    await page.getByRole("dialog").getByLabel("Name in English").fill(name);
    await page.getByRole("dialog").getByRole("button", { name: "Save topic" }).click();
    await expect(table.getByRole("row", { name: new RegExp(name) })).toBeVisible();
  }
  await table.getByRole("button", { name: "Move Lake news up" }).click();
  await expect(table.getByRole("row").nth(-2)).toContainText("Lake news");
  for (const name of ["Snow news", "Lake news"]) {
    await table.getByRole("button", { name: `Delete ${name}` }).click();
    await page
      .getByRole("dialog")
      .getByRole("button", { name: `Delete ${name}` })
      .click();
    await expect(table.getByRole("row", { name: new RegExp(name) })).toHaveCount(0);
  }
});

test("a rule on a domain is set and taken away", async ({ page }) => {
  await logIn(page, "compliance/addresses");
  await page.getByLabel("Domain").fill("agency.example");
  await page.getByLabel("Its addresses are").selectOption("agency_shared");
  await page.getByRole("button", { name: "Set the rule" }).click();
  const row = page.getByRole("table", { name: "Rules by domain" }).getByRole("row", {
    name: /agency\.example/,
  });
  await expect(row).toContainText("Travel agency's address");
  await row.getByRole("button", { name: "Delete agency.example" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete agency.example" }).click();
  await expect(row).toHaveCount(0);
});

for (const colorScheme of ["light", "dark"] as const)
  test.describe(`in ${colorScheme} colours`, () => {
    test.use({ colorScheme });

    test("no dialog of compliance has a serious fault", async ({ page }) => {
      await logIn(page, "compliance");
      await page.getByRole("button", { name: "Add a request" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel("Which guest asks?").fill("an");
      await expect(dialog.getByRole("listitem").first()).toBeVisible();
      expect(await seriousFaults(page), "finding a guest").toEqual([]);
      await dialog.getByRole("listitem").first().getByRole("button").click();
      await expect(dialog.getByRole("radio").first()).toBeVisible();
      expect(await seriousFaults(page), "entering a request").toEqual([]);

      await page.goto(at("compliance/topics"));
      await page.getByRole("button", { name: "New topic" }).first().click();
      await expect(dialog.getByLabel("Key")).toBeVisible();
      expect(await seriousFaults(page), "topic").toEqual([]);
    });
  });
