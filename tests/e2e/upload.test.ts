import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser, noBrowser } from "../support/browser";
import { becomeOwner } from "../support/owner";
import { startServer, type TestServer } from "../support/server";

/** gpt-4o at $2.50 and $10 a million: 1,000,000 tokens in and 100,000 out cost 3.50. */
const row = (id: string, day: number) =>
  `${id},2026-10-${String(day).padStart(2, "0")}T10:00:00Z,openai,gpt-4o,1000000,0,100000,proj_a`;
const HEADER = "id,timestamp,provider,model,input_tokens,cache_read_tokens,output_tokens,project";
const csv = (...rows: string[]) => `${[HEADER, ...rows].join("\n")}\n`;
const small = csv(
  ...Array.from({ length: 30 }, (_, i) => row(`r${i}`, 1 + (i % 28))),
  "bad,yesterday,openai,gpt-4o,1,0,1,p",
);
const file = (name: string, text: string) => ({ name, mimeType: "text/csv", buffer: Buffer.from(text) });

describe.skipIf(noBrowser)("a file from the browser to the ledger", () => {
  let server: TestServer;
  let browser: Browser;
  let page: Page;
  let folder: string;
  const complaints: string[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "costcurve-upload-"));
    server = await startServer();
    browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 1440, height: 1000 } });
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => {
      // The network is cut on purpose below.
      if (message.type() === "error" && !message.text().includes("ERR_INTERNET_DISCONNECTED"))
        complaints.push(message.text());
    });
    await becomeOwner(page, server);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const main = () => page.locator("main").innerText();
  const open = (address: string) => page.goto(`${server.url}${address}`, { waitUntil: "networkidle" });

  test("is looked at before it counts: what it adds, and what it leaves out", async () => {
    await open("/imports");
    await page.setInputFiles("input[type=file]", file("small.csv", small));
    await page.waitForURL(/\/imports\/\d+$/);
    await page.getByRole("button", { name: "Add to the ledger" }).waitFor();
    const told = await main();
    expect(told).toContain("Read as Costcurve usage");
    expect(told).toContain("It adds $105 of cost in 30 rows; 1 row can’t be read.");
    expect(told).toContain("Tokens add up");
    expect(told).toContain("Line 32, timestamp");
    await page.goto(`${server.url}/spend?from=2026-10-01&to=2026-10-31`);
    expect(await main()).toContain("No usage has been imported yet");
  });

  test("is on the pages within two seconds of the word", async () => {
    await open("/imports");
    await page.getByRole("link", { name: "Check small.csv" }).click();
    await page.waitForURL(/\/imports\/\d+$/);
    const began = performance.now();
    await page.getByRole("button", { name: "Add to the ledger" }).click();
    await page.getByText("30 rows in the ledger").waitFor();
    await page.goto(`${server.url}/?from=2026-10-01&to=2026-10-31`);
    expect(await main()).toContain("$105");
    // Twice as long on a machine that does something else besides.
    expect(performance.now() - began).toBeLessThan(4_000);
  });

  test("asks what to do with rows that are known, and adds nothing twice", async () => {
    await open("/imports");
    await page.setInputFiles("input[type=file]", file("again.csv", csv(row("r0", 1), row("new", 2))));
    await page.waitForURL(/\/imports\/\d+$/);
    await page.getByText("1 row known already").waitFor();
    expect(await main()).toContain("It adds $3.50 of cost in 2 rows.");
    await page.getByRole("button", { name: "Discard" }).click();
    await page.waitForURL(/\/imports$/);
    await page.getByText("Given up").waitFor();
  });

  test("goes on after the line broke and the page was loaded anew", async () => {
    const large = path.join(folder, "large.csv");
    const rows = Array.from({ length: 700_000 }, (_, i) => row(`l${i}`, 1 + (i % 28)));
    writeFileSync(large, `${HEADER}\n${rows.join("\n")}\n`);
    await open("/imports");
    // The second part waits on the line until it is cut.
    let cut = () => {};
    const isCut = new Promise<void>((resolve) => {
      cut = resolve;
    });
    let parts = 0;
    await page.route("**/api/uploads/*", async (route) => {
      if (route.request().method() === "PATCH") parts += 1;
      if (parts < 2) return route.continue();
      await isCut;
      return route.abort("internetdisconnected");
    });
    const taken = page.waitForResponse(
      (answer) => answer.request().method() === "PATCH" && answer.status() === 204,
    );
    await page.setInputFiles("input[type=file]", large);
    await taken;
    await page.context().setOffline(true);
    cut();
    await page.getByText("What was sent is kept", { exact: false }).waitFor();
    await page.unrouteAll();
    page.once("dialog", (dialog) => void dialog.accept());
    await page.context().setOffline(false);
    await page.reload({ waitUntil: "networkidle" });
    await page.getByText("A file was on its way").waitFor();
    const asked = page.waitForResponse((answer) => answer.request().method() === "HEAD");
    await page.setInputFiles("input[type=file]", large);
    const offset = Number((await asked).headers()["upload-offset"]);
    expect(offset).toBeGreaterThanOrEqual(32 * 1024 ** 2);
    await page.waitForURL(/\/imports\/\d+$/, { timeout: 60_000 });
    await page.getByText("rows looked at").waitFor();
    await page.getByRole("button", { name: "Discard" }).click();
    await page.waitForURL(/\/imports$/);
  });

  test("the browser had nothing to complain about", () => {
    expect(complaints).toEqual([]);
  });
});
