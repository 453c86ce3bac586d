import { type Case, csv, jsonLine, line, sound, utf8 } from "../case";

/** Costs of a row of usage: dollars taken (null: unpriced), or why not. */
const costs: readonly (readonly [text: string, taken: string | RegExp])[] = [
  ["0", "0"],
  ["", "0"],
  ["12.50", "12.50"],
  ["$1,234.50", "1234.50"],
  ["$1,234", "1234"],
  ["1,234,567.8", "1234567.8"],
  ["(5.00)", "-5"],
  ["-$3", "-3"],
  ["−3.25", "-3.25"],
  [" 0.25 ", "0.25"],
  ["5.64902E-05", "0.0000564902"],
  ["1.5e3", "1500"],
  ["0E-6176", "0"],
  [".5", "0.5"],
  ["0.003835980000000000000000000000", "0.00383598"],
  ["-1.25", "-1.25"],
  ["9223372.036854775807", "9223372.036854775807"],
  ["9223372.036854775808", /more than a row of usage may have/],
  ["-9,223,373.00", /more than a row of usage may have/],
  ["999999999999.999999999999", /more than a row of usage may have/],
  ["1,234", /can be read as 1234 and as 1\.234/],
  ["0,123", /comma before its decimals/],
  ["1 234,50", /comma before its decimals/],
  ["1.234,50", /comma before its decimals/],
  ["1234,5 €", /comma before its decimals/],
  ["€5", /not an amount/],
  ["5 USD", /not an amount/],
  ["$", /not an amount/],
  ["free", /not an amount/],
  ["NaN", /not an amount/],
  ["Infinity", /not an amount/],
  ["0x10", /not an amount/],
  ["--1", /not an amount/],
  ["1.2.3", /not an amount/],
  ["=1+1", /not an amount/],
  ["1E999999999", /larger than any amount/],
  ["9".repeat(40), /larger than any amount/],
  ["0.".padEnd(300, "0"), /too long to be an amount/],
  ["１２", /not an amount/],
];

const currencies: readonly (readonly [currency: string, isTaken: boolean])[] = [
  ["USD", true],
  ["usd", true],
  ["", true],
  ["EUR", false],
  ["US$", false],
  ["BTC", false],
];

const revenue = (amount: string, currency = "USD"): string =>
  `period,product,amount,currency\n2026-10,Copilot,100,USD\n2026-10,Search,${amount},${currency}\n`;

/** Amounts of revenue, where an empty cell is no amount. */
const revenues: readonly (readonly [text: string, taken: string | RegExp])[] = [
  ["250.25", "350.25"],
  ["-250", "-150"],
  ["(50)", "50"],
  ["0", "100"],
  ['"$1,000.00"', "1100"],
  ["", /amount is empty/],
  ['"1,000"', /can be read as/],
  ['"1.000,00"', /comma before its decimals/],
  ["lots", /not an amount/],
];

/** Costs as JSON literals. */
const literals: readonly (readonly [literal: string, taken: string | RegExp])[] = [
  ["0.25", "0.25"],
  ['"0.25"', "0.25"],
  ["1e-7", "0.0000001"],
  ["0.1234567890123456789", "0.123456789012"],
  ["1234567.123456789012", "1234567.123456789012"],
  ["null", "0"],
  ["true", /not an amount/],
  ["[1]", /not an amount/],
  ["1e400", /not an amount/],
];

const plus = (usd: string): string => {
  const scale = 10n ** 12n;
  const [whole = "0", fraction = ""] = usd.replace("-", "").split(".");
  const size = BigInt(whole) * scale + BigInt(fraction.padEnd(12, "0"));
  const sum = 10_000_000_000n + (usd.startsWith("-") ? -size : size);
  const digits = (sum < 0n ? -sum : sum).toString().padStart(13, "0");
  return `${sum < 0n ? "-" : ""}${digits.slice(0, -12)}.${digits.slice(-12)}`;
};

export const money: readonly Case[] = [
  ...costs.map(
    ([text, taken]): Case => ({
      name: `money: cost “${text.slice(0, 30)}”`,
      bytes: utf8(csv(line("a"), line("b", { cost: text }), line("c"))),
      ledger: ["(5.00)", "1,234", "9223372.036854775807", "999999999999.999999999999"].includes(text),
      expect:
        typeof taken === "string"
          ? { records: 3, totals: { ...sound(3), usd: plus(taken) } }
          : {
              records: 2,
              totals: sound(2),
              rejected: [[3, `${taken}`.includes("may have") ? null : "cost", taken]],
            },
    }),
  ),
  ...literals.map(
    ([literal, taken]): Case => ({
      name: `money: cost ${literal} in JSON lines`,
      bytes: utf8(
        [jsonLine("a"), jsonLine("b", { cost: "?" }).replace('"?"', literal), jsonLine("c")].join("\n"),
      ),
      expect:
        typeof taken === "string"
          ? { records: 3, totals: { ...sound(3), usd: plus(taken) } }
          : { records: 2, totals: sound(2), rejected: [[2, "cost", taken]] },
    }),
  ),
  ...currencies.map(
    ([currency, isTaken]): Case => ({
      name: `money: a cost in “${currency}”`,
      bytes: utf8(
        `timestamp,provider,model,cost,currency\n2026-10-01T12:00:00Z,openai,gpt-5,1,${currency}\n2026-10-01T12:00:00Z,openai,gpt-5,2,USD\n`,
      ),
      ledger: currency === "EUR",
      expect: isTaken
        ? { records: 2, totals: { usd: "3" } }
        : { records: 1, totals: { usd: "2" }, rejected: [[2, "currency", /only USD is read/]] },
    }),
  ),
  ...revenues.map(
    ([text, taken]): Case => ({
      name: `money: revenue ${text || "without an amount"}`,
      bytes: utf8(revenue(text)),
      ledger: text === "-250",
      expect:
        typeof taken === "string"
          ? { records: 2, totals: { usd: taken }, source: "costcurve-revenue" }
          : { records: 1, totals: { usd: "100" }, rejected: [[3, "amount", taken]] },
    }),
  ),
  {
    name: "money: revenue in “EURO”",
    bytes: utf8(revenue("5", "EURO")),
    ledger: true,
    expect: { records: 1, totals: { usd: "100" }, rejected: [[3, "currency", /“EURO”/]] },
  },
];
