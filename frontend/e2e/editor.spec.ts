import type { Page } from "@playwright/test";

import { seriousFaults } from "./axe";
import { at, expect, logIn, ORG, test } from "./product";

interface Kept {
  name: string;
  document: { blocks: { type: string; heading?: string }[] };
}

/** What a frame shows: nothing runs in it, so its page is fetched by its address. */
async function shownIn(page: Page, title: string): Promise<string> {
  const address = await page.locator(`iframe[title="${title}"]`).getAttribute("src");
  return (await page.request.get(address ?? "")).text();
}

/** axe would run in each frame, and in a letter's nothing may run: it sees the page with empty ones. */
async function framesEmpty(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (const frame of document.querySelectorAll("iframe")) {
      frame.removeAttribute("sandbox");
      frame.src = "about:blank";
    }
  });
}

test("a letter is chosen from the gallery, rewritten, put in another order by keyboard, and kept", async ({
  page,
}, testInfo) => {
  await logIn(page, "templates");
  await page.getByRole("link", { name: "New template" }).click();
  await expect(page.getByRole("heading", { name: "Start from a letter" })).toBeVisible();
  await expect(page.getByRole("button", { name: /^Start from / })).toHaveCount(12);
  expect(await shownIn(page, "Preview of Welcome")).toContain("Good to have you with us");
  await testInfo.attach("gallery", { body: await page.screenshot(), contentType: "image/png" });
  await framesEmpty(page);
  for (const scheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    expect(await seriousFaults(page), `the gallery, ${scheme}`).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: "light" });
  await page.getByRole("button", { name: "Start from Seasonal offer" }).click();

  const blocks = page.getByRole("list", { name: "Blocks of the letter" });
  await expect(blocks.getByRole("listitem")).toHaveCount(5);
  await expect(blocks.getByRole("button", { name: "Remove Footer" })).toHaveCount(0);
  const letter = () => shownIn(page, "The letter");
  await expect.poll(letter).toContain("Autumn is the quiet season");

  const heading = `Snow on the first of ${Date.now()}`;
  await page.getByLabel("Heading").fill(heading);
  await expect.poll(letter).toContain(heading);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect.poll(letter).toContain("Autumn is the quiet season");
  await page.getByRole("button", { name: "Redo" }).click();
  await expect.poll(letter).toContain(heading);

  await blocks.getByRole("button", { name: "Hero" }).and(page.locator("[aria-pressed]")).focus();
  await page.keyboard.press("Alt+ArrowDown");
  await page.keyboard.press("Alt+ArrowDown");
  await expect(blocks.getByRole("listitem").nth(2)).toContainText(heading);
  await expect
    .poll(async () => {
      const text = await letter();
      return text.indexOf("Three autumn nights") < text.indexOf(heading);
    })
    .toBe(true);

  await expect(page.getByText("All changes are saved")).toBeVisible();
  const id = page.url().split("/").at(-1) ?? "";
  const answer = await page.request.get(`/api/v1/orgs/${ORG}/templates/${id}`);
  const kept = (await answer.json()) as Kept;
  expect(kept.document.blocks.map(({ type }) => type)).toEqual([
    "text",
    "offer",
    "hero",
    "text",
    "footer",
  ]);
  expect(kept.document.blocks[2]?.heading).toBe(heading);

  await page.getByLabel("The button leads to").fill("seehof.example");
  await expect(page.getByText("Write a whole address").first()).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText("All changes are saved")).toBeVisible();

  for (const scheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    const body = await page.screenshot({ fullPage: true });
    await testInfo.attach(`editor ${scheme}`, { body, contentType: "image/png" });
  }
  await framesEmpty(page);
  for (const scheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme: scheme });
    expect(await seriousFaults(page), `the editor, ${scheme}`).toEqual([]);
  }
  await page.setViewportSize({ width: 390, height: 844 });
  await testInfo.attach("editor phone", {
    body: await page.screenshot({ fullPage: true }),
    contentType: "image/png",
  });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(wide, "nothing stands beyond a phone's edge").toBeLessThanOrEqual(390);
  await page.goto(at("templates"));
  await expect(page.getByRole("link", { name: kept.name, exact: true })).toBeVisible();
});
