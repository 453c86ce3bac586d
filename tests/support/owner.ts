import type { Page } from "playwright-core";
import type { TestServer } from "./server";

/** Makes the owner and the organization by the printed link, as the first person does; the page is then Overview. */
export async function becomeOwner(page: Page, { ownerLink }: Pick<TestServer, "ownerLink">): Promise<void> {
  await page.goto(ownerLink ?? "no link was printed");
  await page.fill("input[name=name]", "Harbor AI");
  await page.fill("input[name=zone]", "UTC");
  await page.fill("input[name=email]", "ada@harbor.example");
  await page.fill("input[name=password]", "a long and private phrase 7");
  await page.click("button[type=submit]");
  await page.waitForURL((url) => url.pathname === "/");
}
