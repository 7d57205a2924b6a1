import type { Page } from "@playwright/test";

import { seriousFaults } from "./axe";
import { at, expect, logIn, test } from "./product";

/** Each page with what shows that it is really there. */
const PAGES: { name: string; place: string; shows: (page: Page) => Promise<void> }[] = [
  {
    name: "home",
    place: "home",
    shows: (page) => expect(page.getByText("E-mails sent")).toBeVisible(),
  },
  {
    name: "guests",
    place: "guests",
    shows: (page) => expect(page.getByRole("table", { name: "Guests" })).toBeVisible(),
  },
  {
    name: "arrivals",
    place: "arrivals",
    shows: (page) =>
      expect(page.getByRole("heading", { name: "From alias to direct" })).toBeVisible(),
  },
  {
    name: "arrivals to print",
    place: "arrivals/sheet",
    shows: (page) => expect(page.getByText(/guests? to ask for an address/)).toBeVisible(),
  },
  {
    name: "campaigns",
    place: "campaigns",
    shows: (page) => expect(page.getByRole("row").nth(1)).toBeVisible(),
  },
  {
    name: "new campaign",
    place: "campaigns/new",
    shows: (page) => expect(page.getByRole("radio").nth(1)).toBeAttached(),
  },
  {
    name: "segments",
    place: "segments",
    shows: (page) => expect(page.getByRole("link", { name: "New segment" }).first()).toBeVisible(),
  },
  {
    name: "new segment",
    place: "segments/new",
    shows: (page) => expect(page.getByRole("button", { name: /An empty rule/ })).toBeEnabled(),
  },
  {
    name: "lists",
    place: "segments/lists",
    shows: (page) => expect(page.getByRole("heading", { level: 1, name: "Lists" })).toBeVisible(),
  },
  {
    name: "forms",
    place: "forms",
    shows: (page) => expect(page.getByRole("row").nth(1)).toBeVisible(),
  },
  {
    name: "new form",
    place: "forms/new",
    shows: (page) => expect(page.getByLabel("Add a language to the form")).toBeVisible(),
  },
  {
    name: "templates",
    place: "templates",
    shows: (page) => expect(page.getByRole("listitem").first()).toBeVisible(),
  },
  {
    name: "new template",
    place: "templates/new",
    shows: (page) => expect(page.getByLabel("Letter, as MJML")).toBeVisible(),
  },
  {
    name: "connections",
    place: "connections",
    shows: (page) => expect(page.getByRole("article").first()).toBeVisible(),
  },
  {
    name: "imports",
    place: "imports",
    shows: (page) => expect(page.getByRole("row").nth(1)).toBeVisible(),
  },
  {
    name: "new import",
    place: "imports/new",
    shows: (page) => expect(page.getByRole("radio").nth(1)).toBeAttached(),
  },
  {
    name: "own fields",
    place: "imports/fields",
    shows: (page) =>
      expect(page.getByRole("button", { name: "Add a field" }).first()).toBeVisible(),
  },
  {
    name: "sending",
    place: "sending",
    shows: (page) => expect(page.getByRole("article").first()).toBeVisible(),
  },
  {
    name: "requests of guests",
    place: "compliance",
    shows: (page) => expect(page.getByLabel("Show")).toBeVisible(),
  },
  {
    name: "privacy policy",
    place: "compliance/policy",
    shows: (page) => expect(page.getByRole("heading", { name: "Draft" })).toBeVisible(),
  },
  {
    name: "topics",
    place: "compliance/topics",
    shows: (page) => expect(page.getByRole("button", { name: "New topic" })).toBeVisible(),
  },
  {
    name: "retention",
    place: "compliance/retention",
    shows: (page) => expect(page.getByRole("row").nth(1)).toBeVisible(),
  },
  {
    name: "address rules",
    place: "compliance/addresses",
    shows: (page) => expect(page.getByLabel("Domain")).toBeVisible(),
  },
  {
    name: "team",
    place: "team",
    shows: (page) => expect(page.getByRole("table", { name: "Members" })).toBeVisible(),
  },
  {
    name: "audit log",
    place: "team/audit",
    shows: (page) => expect(page.getByRole("table", { name: "Audit log" })).toBeVisible(),
  },
];

for (const colorScheme of ["light", "dark"] as const)
  test.describe(`in ${colorScheme} colours`, () => {
    test.use({ colorScheme });

    test("the log-in page has no serious fault", async ({ page }) => {
      await page.goto("/app/login");
      await expect(page.getByLabel("E-mail address")).toBeVisible();
      expect(await seriousFaults(page)).toEqual([]);
    });

    test("no page has a serious fault", async ({ page }) => {
      await logIn(page);
      for (const { name, place, shows } of PAGES) {
        await page.goto(at(place));
        await shows(page);
        expect(await seriousFaults(page), name).toEqual([]);
      }
    });

    test("neither has what a page leads to", async ({ page }) => {
      await logIn(page, "guests");
      await page.getByRole("table", { name: "Guests" }).getByRole("link").first().click();
      await expect(page.getByRole("heading", { name: "May we write to this guest" })).toBeVisible();
      expect(await seriousFaults(page), "guest").toEqual([]);

      await page.goto(at("connections"));
      await page.getByRole("article").first().getByRole("link").first().click();
      await expect(page.getByRole("heading", { name: "Issues" })).toBeVisible();
      expect(await seriousFaults(page), "connection").toEqual([]);

      await page.goto(at("sending"));
      await page
        .getByRole("button", { name: /^Records of/ })
        .first()
        .click();
      await expect(page.getByRole("heading", { name: /^SPF/ })).toBeVisible();
      expect(await seriousFaults(page), "records").toEqual([]);
      await page.getByRole("button", { name: "Add a relay" }).click();
      await expect(page.getByRole("dialog").getByLabel("Host")).toBeVisible();
      expect(await seriousFaults(page), "relay").toEqual([]);

      await page.goto(at("campaigns?status=sent"));
      await page.getByRole("row").nth(1).getByRole("link").first().click();
      await expect(page.getByRole("heading", { name: "Delivery" })).toBeVisible();
      await expect(page.getByRole("heading", { name: "Guest by guest" })).toBeVisible();
      expect(await seriousFaults(page), "campaign").toEqual([]);

      await page.goto(at("templates"));
      await page.getByRole("link", { name: "Spring by the lake" }).click();
      await expect(page.getByLabel("Letter, as MJML")).not.toBeEmpty();
      expect(await seriousFaults(page), "template").toEqual([]);
    });
  });

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 } });

  test("every page fits the width, and the bar below leads to each of them", async ({ page }) => {
    await logIn(page);
    const bar = page.getByRole("navigation", { name: "Main, below" });
    for (const name of ["Guests", "Campaigns", "Connections", "Home"]) {
      await bar.getByRole("link", { name }).click();
      await expect(bar.getByRole("link", { name })).toHaveAttribute("data-status", "active");
    }
    await bar.getByRole("button", { name: "More" }).click();
    await page.getByRole("menuitem", { name: "Compliance" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Requests of guests");
    for (const { name, place, shows } of PAGES) {
      await page.goto(at(place));
      await shows(page);
      const over = await page.evaluate(
        () => document.documentElement.scrollWidth - window.innerWidth,
      );
      expect(over, name).toBeLessThanOrEqual(0);
    }
  });
});
