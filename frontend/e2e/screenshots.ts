import { mkdirSync } from "node:fs";

import type { Locator, Page } from "@playwright/test";

import { at, logIn, test } from "./product";

const OUT = "../docs/screenshots";
const MODES = [
  { mode: "light", colorScheme: "light", viewport: { width: 1280, height: 860 } },
  { mode: "dark", colorScheme: "dark", viewport: { width: 1280, height: 860 } },
  { mode: "phone", colorScheme: "light", viewport: { width: 390, height: 844 } },
] as const;

/** A fresh draft at its review, since no campaign of the demo waits there. */
async function openReview(page: Page): Promise<void> {
  await page.goto(at("campaigns/new"));
  await page.getByLabel("Name", { exact: true }).fill("Winter weekends");
  await page.getByRole("group", { name: "Template" }).locator("label").nth(1).click();
  await page.getByRole("button", { name: "Create the campaign" }).click();
  await page.getByRole("button", { name: "Review before sending" }).click();
  await page.getByRole("checkbox").waitFor();
  await page
    .frameLocator('iframe[title="The letter"]')
    .locator("body *")
    .first()
    .waitFor({ state: "attached" });
}

async function openCampaign(page: Page): Promise<void> {
  await page.goto(at("campaigns?status=sent"));
  await page.locator("tbody a").first().click();
  await page.locator("tbody a").first().waitFor();
  await page.getByText("All done").waitFor();
}

/** Opens a place and waits until what it is about stands there. */
const opens = (place: string, shown: (page: Page) => Locator) => async (page: Page) => {
  await page.goto(at(place));
  await shown(page).first().waitFor();
};

const guestLinks = (page: Page) => page.getByRole("table", { name: "Guests" }).getByRole("link");

async function openGuest(page: Page): Promise<void> {
  await page.goto(at("guests?permission=allowed"));
  const stayed = page.getByRole("row").filter({ hasText: /20\d\d/ });
  await stayed.getByRole("link").first().click();
  await page.getByRole("heading", { name: "May we write to this guest" }).waitFor();
}

/** The letters in sight, each in a frame of its own; those further down are drawn as one comes to them. */
async function openGallery(page: Page): Promise<void> {
  await page.goto(at("templates/gallery"));
  const inSight = (page.viewportSize()?.width ?? 0) > 600 ? 6 : 3;
  for (let number = 0; number < inSight; number += 1) {
    const letter = page.locator("iframe").nth(number).contentFrame();
    await letter.locator("td").first().waitFor({ state: "attached" });
  }
}

async function openConnection(page: Page): Promise<void> {
  await page.goto(at("connections"));
  await page.getByRole("article").first().getByRole("link").first().click();
  await page.getByText("Last compared with the channel").waitFor();
}

async function openSending(page: Page): Promise<void> {
  await page.goto(at("sending"));
  await page
    .getByRole("button", { name: /^Records of/ })
    .first()
    .click();
  await page.getByRole("heading", { name: /^SPF/ }).waitFor();
}

const PAGES: { name: string; open: (page: Page) => Promise<void> }[] = [
  { name: "home", open: opens("home", (page) => page.getByText("E-mails sent")) },
  { name: "guests", open: opens("guests", guestLinks) },
  { name: "guest", open: openGuest },
  { name: "campaigns", open: opens("campaigns", (page) => page.locator("tbody a")) },
  { name: "campaign-review", open: openReview },
  { name: "campaign-progress", open: openCampaign },
  { name: "sending", open: openSending },
  {
    name: "compliance-requests",
    open: opens("compliance", (page) => page.getByText("Nobody waits for an answer")),
  },
  {
    name: "compliance-retention",
    open: opens("compliance/retention", (page) => page.locator("tbody tr")),
  },
  { name: "gallery", open: openGallery },
  { name: "connections", open: opens("connections", (page) => page.getByRole("article")) },
  { name: "team", open: opens("team", (page) => page.locator("tbody tr")) },
  { name: "audit", open: opens("team/audit", (page) => page.locator("tbody tr")) },
  { name: "connection", open: openConnection },
];

for (const { mode, ...use } of MODES)
  test.describe(mode, () => {
    test.use(use);

    test(`pictures of each page, ${mode}`, async ({ page }) => {
      mkdirSync(OUT, { recursive: true });
      await logIn(page);
      for (const { name, open } of PAGES) {
        await open(page);
        await page.evaluate(() => document.fonts.ready);
        await page.screenshot({ path: `${OUT}/${name}-${mode}.png` });
      }
    });
  });
