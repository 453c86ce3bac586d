import { type Command, InvalidArgumentError } from "commander";
import { isDay } from "@/lib/time";
import { say } from "../failure";
import { whileJoined } from "../session";
import { textTable } from "../text-table";

type Options = {
  org: string;
  currency?: string;
  from?: string;
  to?: string;
  limit: number;
  json?: boolean;
};

export function addRates(program: Command): void {
  const rates = program
    .command("rates")
    .description("exchange rates: what other currencies are worth in USD");
  rates
    .command("list")
    .description("the rates that count, the latest first; they come in with `costcurve import`")
    .requiredOption("--org <name>", "organization")
    .option("--currency <code>", "only rates of this currency", (code: string) => code.toUpperCase())
    .option("--from <day>", "first day", day)
    .option("--to <day>", "last day", day)
    .option("--limit <count>", "at most so many", count, 1_000)
    .option("--json", "as JSON")
    .action((options: Options) =>
      whileJoined(async ({ actorFor }) => {
        const { exchangeRates } = await import("@/lib/reports/exchange-rates");
        const lines = await exchangeRates(await actorFor(options.org), options);
        if (options.json) process.stdout.write(`${JSON.stringify(lines, null, 2)}\n`);
        else if (lines.length === 0)
          say("There is no exchange rate. Import a file of them: see docs/sources/exchange-rates.md.");
        else
          process.stdout.write(
            textTable(
              [
                { header: "Day" },
                { header: "One" },
                { header: "is", align: "right" },
                { header: "of" },
                { header: "Source" },
                { header: "Import" },
              ],
              lines.map((line) => [line.day, line.base, line.rate, line.quote, line.source, line.import_id]),
            ),
          );
      }),
    );
}

function day(text: string): string {
  if (!isDay(text)) throw new InvalidArgumentError("Write it as YYYY-MM-DD.");
  return text;
}

function count(text: string): number {
  const n = Number(text);
  if (!Number.isSafeInteger(n) || n < 1) throw new InvalidArgumentError("Give a whole number above 0.");
  return n;
}
