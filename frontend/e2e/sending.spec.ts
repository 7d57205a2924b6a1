import { expect, logIn, test } from "./product";

test("the hotel's domain is verified, and each of its records stands right in DNS", async ({
  page,
}) => {
  await logIn(page, "sending");
  const domain = page.getByRole("article").filter({ hasText: "Looked up" }).first();
  await expect(domain.getByText("Verified", { exact: true })).toBeVisible();
  await domain.getByRole("button", { name: /^Check .* again$/ }).click();
  await expect(page.getByRole("status").getByText("every needed record is right")).toBeVisible();
  await domain.getByRole("button", { name: /^Records of/ }).click();
  for (const part of ["SPF", "DKIM", "DMARC"])
    await expect(domain.getByRole("heading", { name: new RegExp(`^${part} `) })).toBeVisible();
  await expect(domain.getByText("Right", { exact: true }).first()).toBeVisible();
  await expect(domain.getByText(/^(Missing|Wrong)$/)).toHaveCount(0);
});

test("a relay whose host is not there is refused with the reason, and what was typed stays", async ({
  page,
}) => {
  await logIn(page, "sending");
  await page.getByRole("button", { name: "Add a relay" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").first().fill("Spare post");
  await dialog.getByLabel("Host").fill("smtp.nowhere.invalid");
  await page.keyboard.press("Enter");
  await expect(dialog.getByRole("alert")).toContainText("The relay was not saved.");
  await expect(dialog.getByRole("alert")).toContainText("smtp.nowhere.invalid");
  await expect(dialog.getByLabel("Host")).toHaveValue("smtp.nowhere.invalid");
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole("article", { name: "Spare post" })).toHaveCount(0);
});
