import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launchBrowser, noBrowser } from "../support/browser";
import { becomeOwner } from "../support/owner";
import { startServer, type TestServer } from "../support/server";

const HOUR = 3600;
const usage = JSON.stringify({
  object: "page",
  has_more: false,
  next_page: null,
  // From the first to the last day of the month, so the whole month counts.
  data: [0, 30].map((day) => {
    const start = Date.UTC(2026, 9, 1 + day) / 1000;
    const result = (project: string, model: string, input: number) => ({
      object: "organization.usage.completions.result",
      project_id: project,
      model,
      input_tokens: input,
      input_cached_tokens: input / 2,
      output_tokens: 0,
      num_model_requests: 10,
    });
    return {
      object: "bucket",
      start_time: start,
      end_time: start + 24 * HOUR,
      // gpt-4o at 2.50 and 1.25 cached: 2,400,000 tokens cost 4.50; 400,000 cost 0.75.
      results: [result("proj_copilot", "gpt-4o", 2_400_000), result("proj_lab", "gpt-4o", 400_000)],
    };
  }),
});
const revenue = "period,product,amount,currency\n2026-10,Copilot,90.00,USD\n";
const broken = "timestamp,provider,model,input_tokens,cache_read_tokens\nyesterday,openai,gpt-4o,1,0\n";
const upload = (name: string, text: string) => ({ name, mimeType: "text/plain", buffer: Buffer.from(text) });

describe.skipIf(noBrowser)("a stranger's first hour", () => {
  let server: TestServer;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    server = await startServer();
    browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 1440, height: 1000 } });
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });
  const main = () => page.locator("main").innerText();
  const open = (path: string) => page.goto(`${server.url}${path}`, { waitUntil: "load" });

  test("the printed link makes the owner and the organization, once", async () => {
    await becomeOwner(page, server);
    expect(await main()).toContain("No usage has been imported yet");
    const again = await browser.newPage();
    await again.goto(server.ownerLink ?? "");
    expect(await again.locator("body").innerText()).toMatch(/used|no longer/i);
    await again.close();
  });

  test("every page says what to do next while nothing is there", async () => {
    for (const path of ["/", "/spend", "/caching", "/margins", "/rows"]) {
      await open(path);
      expect(await main(), path).toContain("Upload");
    }
  });

  test("usage and revenue are dropped in; a broken file is told row by row", async () => {
    await open("/imports");
    const files = [upload("anything.txt", usage), upload("money.csv", revenue), upload("broken.csv", broken)];
    await page.setInputFiles("input[type=file]", files);
    for (const { name } of files) await page.getByRole("button", { name: `Add ${name}` }).click();
    for (const { name } of files) await page.getByText(`${name} is in the ledger`).waitFor();
    const told = await main();
    expect(told).toContain("OpenAI usage");
    expect(told).toContain("4 rows read, 4 accepted, 0 duplicate, 0 rejected");
    expect(told).toContain("1 rows read, 0 accepted, 0 duplicate, 1 rejected");
    await page.getByRole("link", { name: "See the rejected rows" }).click();
    await page.getByText("“yesterday” is not a time", { exact: false }).waitFor();
  });

  test("a rule gives the project its product, once its preview is saved", async () => {
    await open("/products?from=2026-10-01&to=2026-10-31");
    await page.fill("input[name=values]", "proj_copilot");
    await page.fill("input[name=product]", "Copilot");
    await page.getByRole("button", { name: "Add rule" }).click();
    await page.getByText("Not saved yet").waitFor();
    await page.getByText("project is proj_copilot").waitFor();
    expect(await main()).toContain("Unallocated $10.50 (100.0%) → $1.50 (14.3%)");
    await page.getByRole("button", { name: "Save the rules" }).click();
    await page.getByText("In force: 1 source of cost moved").waitFor();
    await page.getByText("project is proj_copilot").waitFor();
  });

  test("cost, cache savings and margin are what plain arithmetic says", async () => {
    const period = "from=2026-10-01&to=2026-10-31";
    await open(`/?${period}`);
    // Two days of 4.50 and 0.75.
    expect(await main()).toContain("$10.50");
    await open(`/caching?${period}`);
    // Half of 5,600,000 tokens read at 1.25 less each.
    expect(await main()).toContain("$3.50");
    await open(`/margins?${period}`);
    const margins = await main();
    // (90 - 9) / 90 for the product; (90 - 10.50) / 90 for all.
    expect(margins).toContain("90.0%");
    expect(margins).toContain("88.3%");
  });

  test("a total opens down to the source rows, with file and line", async () => {
    await open("/rows?from=2026-10-01&to=2026-10-31&project=proj_lab");
    const rows = await main();
    expect(rows).toContain("anything.txt");
    expect(rows).toContain("$0.75");
  });

  test("a figure's name opens its glossary entry with the live value", async () => {
    await open("/?from=2026-10-01&to=2026-10-31");
    await page.getByRole("link", { name: "Net cache savings" }).first().click();
    await page.waitForURL(/\/glossary\/net-cache-savings/);
    await page.getByRole("heading", { name: "Net cache savings", level: 1 }).waitFor();
    expect(await main()).toContain("$3.50");
  });

  test("voiding the import empties every figure", async () => {
    await open("/imports");
    await page.getByRole("link", { name: "anything.txt" }).click();
    await page.getByRole("button", { name: "Void", exact: true }).click();
    await page.getByRole("button", { name: "Void the import" }).click();
    await page.getByText("no figure rests on it", { exact: false }).waitFor();
    const asked = await server.costcurve(
      "query --org"
        .split(" ")
        .concat("Harbor AI", "--metrics spend,revenue --from 2026-10-01 --to 2026-10-31".split(" ")),
    );
    expect(JSON.parse(asked.stdout).totals).toEqual({ spend: "0", revenue: "90" });
  });

  test("the browser had nothing to complain about", () => {
    expect(complaints).toEqual([]);
  });
});
