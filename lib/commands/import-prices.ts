import type { Actor } from "@/lib/access/actor";
import { can } from "@/lib/access/permissions";
import { unguarded } from "@/lib/exports";
import { CsvRows, delimiterOf } from "@/lib/ingest/csv";
import { forbidden, type UserError } from "./command";
import { type EnteredPrice, enterPrices, wrongPrices } from "./enter-prices";
import type { FieldProblem } from "./errors";

const KINDS = ["price", "discount", "markup"] as const;
const REQUIRED = ["provider", "from"] as const;
const OPTIONAL = [
  "kind",
  "model",
  "tier",
  "geography",
  "context_band",
  "unit",
  "price",
  "percent",
  "currency",
  "rate",
  "to",
  "note",
] as const;
const KNOWN = new Set<string>([...REQUIRED, ...OPTIONAL]);
const TEXT_MAX = 5_000_000;

/**
 * Enters a CSV of own prices, discounts and mark-ups into the price book, all of it or nothing. Columns as
 * `priceBookCsv` writes them, in any order; `kind` may be left out where every row is a price.
 * @throws UserError wrong-prices naming line, column and reason; nothing is written then.
 */
export async function importPrices(
  actor: Actor,
  { text }: { readonly text: string },
): ReturnType<typeof enterPrices> {
  if (!can(actor, enterPrices.needs)) throw forbidden();
  return enterPrices(actor, { entries: entriesOf(text) });
}

function entriesOf(text: string): EnteredPrice[] {
  const body = text.replace(/^\uFEFF/, "");
  if (body.length > TEXT_MAX) throw wrong("The file is larger than any price list: more than 5 MB.");
  const rows = new CsvRows(delimiterOf(body.split(/\r?\n|\r/, 1)[0] ?? ""));
  rows.push(body, true);
  if (!rows.next()) throw wrong("The file is empty.");
  const header = rows.cells.slice(0, rows.count).map((name) => name.trim().toLowerCase());
  const unknown = header.filter((name) => name !== "" && !KNOWN.has(name));
  if (unknown.length > 0)
    throw wrong(`there is no column ${unknown.map((n) => `“${n}”`).join(", ")}.`, "line 1");
  const missing = REQUIRED.filter((name) => !header.includes(name));
  if (missing.length > 0)
    throw wrong(`the column ${missing.map((n) => `“${n}”`).join(", ")} is missing.`, "line 1");
  const twice = header.find((name, index) => name !== "" && header.indexOf(name) !== index);
  if (twice) throw wrong(`the column “${twice}” stands there twice.`, "line 1");
  const entries: EnteredPrice[] = [];
  const problems: FieldProblem[] = [];
  while (rows.next()) {
    const cells = rows.cells.slice(0, rows.count).map((cell) => unguarded(cell.trim()));
    if (cells.every((cell) => cell === "")) continue;
    const where = `line ${rows.line}`;
    if (rows.problem) problems.push({ where, field: null, reason: rows.problem });
    else if (cells.length > header.length)
      problems.push({ where, field: null, reason: "more cells than the header has columns." });
    else {
      const of = (name: string) => cells[header.indexOf(name)] || null;
      const kind = of("kind") ?? "price";
      if (!isKind(kind))
        problems.push({ where, field: "kind", reason: `“${kind}” is none of ${KINDS.join(", ")}.` });
      else
        entries.push({
          kind,
          where,
          provider: of("provider") ?? "",
          model: of("model"),
          tier: of("tier"),
          geography: of("geography"),
          contextBand: of("context_band"),
          unit: of("unit"),
          price: of("price"),
          percent: of("percent"),
          currency: of("currency"),
          rate: of("rate"),
          from: of("from") ?? "",
          to: of("to"),
          note: of("note"),
        });
    }
  }
  if (problems.length > 0) throw wrongPrices(problems, FIX);
  if (entries.length === 0) throw wrong("Below its header the file holds no entry.");
  return entries;
}

const isKind = (text: string): text is EnteredPrice["kind"] => KINDS.some((kind) => kind === text);

const FIX = "The columns are those of `costcurve prices export`; mend the file and enter it again.";

const wrong = (reason: string, where: string | null = null): UserError =>
  wrongPrices([{ where, field: null, reason }], FIX);
