import { expect, test as base, type Page } from "@playwright/test";

/** What the running product says of itself; `make test-e2e` sets it. */
export const EMAIL = process.env["BELLHOP_EMAIL"] ?? "owner@bellhop.example";
export const PASSWORD = process.env["BELLHOP_PASSWORD"] ?? "front-desk-2026";
const MAIL_URL = process.env["BELLHOP_MAIL_URL"] ?? "http://localhost:1080";
export const ORG = "alpenblick";

export const at = (place: string): string => `/app/${ORG}/${place}`;

interface Fixtures {
  /** Every complaint of the browser during the test; it must stay empty. */
  complaints: string[];
}

// A request that is refused on purpose is reported by the browser as well.
const EXPECTED = /Failed to load resource: the server responded with a status of 40[0139]/;

export const test = base.extend<Fixtures>({
  complaints: [
    async ({ page }, use) => {
      const complaints: string[] = [];
      page.on("console", (message) => {
        if (message.type() === "error" && !EXPECTED.test(message.text()))
          complaints.push(message.text());
      });
      page.on("pageerror", (error) => complaints.push(error.message));
      await page.addInitScript(() => {
        document.addEventListener("securitypolicyviolation", (event) => {
          // The letter's own frame reports for itself.
          console.error(`CSP ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`);
        });
      });
      await use(complaints);
      expect(complaints, "the browser complained").toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

export async function logIn(page: Page, next = "home"): Promise<void> {
  await page.goto(at(next));
  await page.getByLabel("E-mail address").fill(EMAIL);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Log in" }).click();
  await page.waitForURL((url) => url.pathname + url.search === at(next));
}

export interface Mail {
  id: string;
  subject: string;
  to: { address: string }[];
  html?: string;
  text?: string;
}

/** The mails with this subject in the catcher, once there are at least `least` of them. */
export async function mails(subject: string, least = 1, seconds = 30): Promise<Mail[]> {
  let found: Mail[] = [];
  for (let left = seconds * 2; left > 0; left -= 1) {
    const query = new URLSearchParams({ subject });
    const response = await fetch(`${MAIL_URL}/api/email?${query.toString()}`);
    found = (await response.json()) as Mail[];
    if (found.length >= least) return found;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  return found;
}

/** The address behind a link of a mail's body whose text or target fits. */
export function linkIn(mail: Mail, fits: RegExp): string {
  const links = [...(mail.html ?? "").matchAll(/href="([^"]+)"/g)].map((match) =>
    (match[1] ?? "").replaceAll("&amp;", "&"),
  );
  const found = links.find((link) => fits.test(link));
  if (!found) throw new Error(`The mail has no link like ${fits.source}: ${links.join(" ")}`);
  return found;
}
