import { mkdirSync } from "node:fs";

import type { Page } from "@playwright/test";

import { at, logIn, test } from "./product";

const OUT = "../docs/screenshots";
const MODES = [
  { mode: "light", colorScheme: "light", viewport: { width: 1280, height: 860 } },
  { mode: "dark", colorScheme: "dark", viewport: { width: 1280, height: 860 } },
  { mode: "phone", colorScheme: "light", viewport: { width: 390, height: 844 } },
] as const;

async function settle(page: Page): Promise<void> {
  await page.getByText("Loading", { exact: true }).first().waitFor({ state: "detached" });
  await page.evaluate(() => document.fonts.ready);
}

/** A fresh draft at its review, since no campaign of the demo waits there. */
async function openReview(page: Page): Promise<void> {
  await page.goto(at("campaigns/new"));
  await page.getByLabel("Name").fill("Winter weekends");
  await page.getByRole("group", { name: "Template" }).locator("label").nth(1).click();
  await page.getByRole("button", { name: "Create the campaign" }).click();
  await page.getByRole("button", { name: "Review before sending" }).click();
  await page.getByRole("checkbox").waitFor();
  await page.frameLocator('iframe[title="The letter"]').locator("body").waitFor();
}

async function openCampaign(page: Page): Promise<void> {
  await page.goto(at("campaigns?status=sent"));
  await page.locator("tbody a").first().click();
  await page.getByRole("heading", { name: "Guest by guest" }).waitFor();
}

const PAGES: { name: string; open: (page: Page) => Promise<unknown> }[] = [
  { name: "home", open: (page) => page.goto(at("home")) },
  { name: "guests", open: (page) => page.goto(at("guests")) },
  {
    name: "guest",
    open: async (page) => {
      await page.goto(at("guests"));
      await page.getByRole("table", { name: "Guests" }).getByRole("link").first().click();
    },
  },
  { name: "campaigns", open: (page) => page.goto(at("campaigns")) },
  { name: "campaign-review", open: openReview },
  { name: "campaign-progress", open: openCampaign },
  { name: "connections", open: (page) => page.goto(at("connections")) },
];

for (const { mode, ...use } of MODES)
  test.describe(mode, () => {
    test.use(use);

    test(`pictures of each page, ${mode}`, async ({ page }) => {
      mkdirSync(OUT, { recursive: true });
      await logIn(page);
      for (const { name, open } of PAGES) {
        await open(page);
        await settle(page);
        await page.screenshot({ path: `${OUT}/${name}-${mode}.png` });
      }
    });
  });
