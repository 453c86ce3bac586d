import { readFile, writeFile } from "node:fs/promises";
import type { Command } from "commander";
import type { EnteredPrice } from "@/lib/commands/enter-prices";
import { say, wrongCall } from "../failure";
import { whileJoined } from "../session";
import { textTable } from "../text-table";

type Common = { org?: string; json?: boolean };
type Term = Common & {
  provider: string;
  model?: string;
  tier?: string;
  geography?: string;
  contextBand?: string;
  from: string;
  to?: string;
  note?: string;
};
type SetOptions = Term & { currency?: string; rate?: string } & Record<string, string | boolean | undefined>;

/** Options of `prices set`, with the unit each is the price of. */
const UNIT_OPTIONS = [
  ["input", "input"],
  ["cache-read", "cache_read"],
  ["cache-write-5m", "cache_write_5m"],
  ["cache-write-1h", "cache_write_1h"],
  ["output", "output"],
  ["audio-input", "audio_input"],
  ["audio-cache-read", "audio_cache_read"],
  ["audio-output", "audio_output"],
  ["image-input", "image_input"],
  ["image-output", "image_output"],
  ["web-search", "web_search"],
  ["request", "request"],
] as const;

const optionName = (flag: string) => flag.replace(/-([a-z0-9])/g, (_, c: string) => c.toUpperCase());

export function addPrices(program: Command): void {
  const prices = program
    .command("prices")
    .description("the price book: own prices, discounts and mark-ups, each dated");
  const set = term(
    prices.command("set").description("enter own prices of a model, USD per million tokens"),
  ).requiredOption("--model <model>", "model id as in the usage, or the beginning of it with *");
  for (const [flag] of UNIT_OPTIONS)
    set.option(
      `--${flag} <price>`,
      flag === "web-search" || flag === "request" ? "USD per thousand" : undefined,
    );
  set
    .option("--currency <code>", "of the prices, where not USD")
    .option("--rate <usd>", "USD for one unit of that currency")
    .action((options: SetOptions) => enter(options, entriesOf(options)));
  for (const [kind, what] of [
    ["discount", "a percentage off list prices"],
    ["markup", "a percentage on top of list prices"],
  ] as const)
    term(prices.command(kind).description(`enter ${what}, of a provider or one model`))
      .option("--model <model>", "only this model, or models that begin so with *")
      .requiredOption("--percent <percent>", "such as 17.5")
      .action((options: Term & { percent: string }) =>
        enter(options, [{ ...termOf(options), kind, percent: options.percent }]),
      );
  prices
    .command("list")
    .description("what is in the book: own entries first, then the list prices in use")
    .requiredOption("--org <name>", "organization")
    .option("--provider <provider>", "only this provider")
    .option("--model <model>", "only this model")
    .option("--all", "also what was replaced or removed")
    .option("--json", "as JSON")
    .action(list);
  prices
    .command("remove")
    .description("take an own entry out of the book; what it priced stays until a re-price")
    .argument("<id>", "of the entry")
    .requiredOption("--org <name>", "organization")
    .option("--json", "as JSON")
    .action((id: string, options: Common) =>
      whileJoined(async ({ actorFor }) => {
        const { removePrice } = await import("@/lib/commands/enter-prices");
        const done = await removePrice(await actorFor(options.org), { id });
        print(options, done, `Removed ${id}. ${keptText(done.daysKept)}`);
      }),
    );
  prices
    .command("end")
    .description("give an own entry its last day; what it priced after it stays until a re-price")
    .argument("<id>", "of the entry")
    .requiredOption("--org <name>", "organization")
    .requiredOption("--to <day>", "last UTC day, YYYY-MM-DD")
    .option("--json", "as JSON")
    .action((id: string, options: Common & { to: string }) =>
      whileJoined(async ({ actorFor }) => {
        const { endPrice } = await import("@/lib/commands/enter-prices");
        const done = await endPrice(await actorFor(options.org), { id, to: options.to });
        print(options, done, `It ends on ${done.to}; its id is ${done.id} now. ${keptText(done.daysKept)}`);
      }),
    );
  prices
    .command("import")
    .description("enter a CSV of own prices, all of it or nothing")
    .argument("<file>", "as `prices export` writes it")
    .requiredOption("--org <name>", "organization")
    .option("--json", "as JSON")
    .action(async (file: string, options: Common) => {
      const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
        throw wrongCall(`${file} cannot be read (${error.code ?? error.message}).`, "Check the path.");
      });
      await whileJoined(async ({ actorFor }) => {
        const actor = await actorFor(options.org);
        const { importPrices } = await import("@/lib/commands/import-prices");
        await tell(options, await importPrices(actor, { text }));
      });
    });
  prices
    .command("export")
    .description("the own entries as CSV")
    .requiredOption("--org <name>", "organization")
    .option("--output <file>", "instead of the terminal")
    .action((options: Common & { output?: string }) =>
      whileJoined(async ({ actorFor }) => {
        const { priceBookCsv } = await import("@/lib/reports/price-book");
        const csv = await priceBookCsv(await actorFor(options.org));
        if (options.output) await writeFile(options.output, csv);
        else process.stdout.write(csv);
      }),
    );
}

const term = (command: Command): Command =>
  command
    .requiredOption("--org <name>", "organization")
    .requiredOption("--provider <provider>", "as in the usage: openai, anthropic")
    .option("--tier <tier>", "service tier; the standard one where left out")
    .option("--geography <geography>", "only where inference ran there")
    .option("--context-band <band>", "only this context window, such as >200k")
    .requiredOption("--from <day>", "first UTC day, YYYY-MM-DD")
    .option("--to <day>", "last UTC day; until further notice where left out")
    .option("--note <text>", "why, for the record")
    .option("--json", "the result as JSON");

const termOf = (o: Term) => ({
  provider: o.provider,
  model: o.model,
  tier: o.tier,
  geography: o.geography,
  contextBand: o.contextBand,
  from: o.from,
  to: o.to,
  note: o.note,
});

function entriesOf(options: SetOptions): EnteredPrice[] {
  const entries = UNIT_OPTIONS.flatMap(([flag, unit]): EnteredPrice[] => {
    const price = options[optionName(flag)];
    if (typeof price !== "string") return [];
    const { currency, rate } = options;
    return [{ ...termOf(options), kind: "price", unit, price, currency, rate, where: `--${flag}` }];
  });
  if (entries.length === 0)
    throw wrongCall("No price is given.", "Add at least one, such as --input 1.25 --output 10.");
  return entries;
}

async function enter(options: Common, entries: EnteredPrice[]): Promise<void> {
  await whileJoined(async ({ actorFor }) => {
    const actor = await actorFor(options.org);
    const { enterPrices } = await import("@/lib/commands/enter-prices");
    await tell(options, await enterPrices(actor, { entries }));
  });
}

type Entered = Awaited<ReturnType<typeof import("@/lib/commands/enter-prices")["enterPrices"]>>;

async function tell(options: Common, done: Entered): Promise<void> {
  const lines = [
    `Entered ${counted(done.entered, "entry", "entries")}${done.replaced > 0 ? `, ${done.replaced} in place of earlier ones` : ""}.`,
    done.skus === 0 ? "No usage so far is about them; they wait for it." : "",
    done.daysPriced > 0 ? `Usage of ${counted(done.daysPriced, "day")} that had no price has one now.` : "",
    keptText(done.daysKept),
  ];
  print(options, done, lines.filter(Boolean).join("\n"));
}

const keptText = (days: number): string =>
  days === 0
    ? ""
    : `${counted(days, "day")} with usage keep the price they have; costcurve reprice shows what would move.`;

function print(options: Common, value: unknown, text: string): void {
  process.stdout.write(options.json ? `${JSON.stringify(value, null, 2)}\n` : `${text.trim()}\n`);
}

const counted = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;

async function list(options: Common & { provider?: string; model?: string; all?: boolean }): Promise<void> {
  await whileJoined(async ({ actorFor }) => {
    const { priceBook } = await import("@/lib/reports/price-book");
    const { lastDayOf } = await import("@/lib/reports/price-entries");
    const lines = await priceBook(await actorFor(options.org), {
      provider: options.provider ?? null,
      model: options.model ?? null,
      isWhole: options.all === true,
    });
    if (options.json) {
      process.stdout.write(`${JSON.stringify(lines, null, 2)}\n`);
      return;
    }
    if (lines.length === 0) {
      say("Nothing is in the book. List prices come in with the first usage of a model.");
      return;
    }
    process.stdout.write(
      textTable(
        [
          { header: "Kind" },
          { header: "Provider" },
          { header: "Model" },
          { header: "Tier" },
          { header: "Geography" },
          { header: "Context" },
          { header: "Unit" },
          { header: "Price", align: "right" },
          { header: "From" },
          { header: "To" },
          { header: "Source" },
          { header: "Id" },
        ],
        lines.map((l) => [
          l.removed_at ? `${l.kind} (past)` : l.kind,
          l.provider,
          l.model,
          l.tier,
          l.geography,
          l.context_band,
          l.unit,
          l.price ?? `${l.percent} %`,
          l.from,
          lastDayOf(l, lines),
          l.source,
          l.kind === "list" ? null : l.id,
        ]),
      ),
    );
  });
}
