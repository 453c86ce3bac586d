import { pico } from "@/lib/money/money";
import { type ParsedMoney, parseUsd } from "@/lib/money/parse";
import { instantOfLocal } from "@/lib/time/zone";
import type { Period } from "../records";
import { type Mapping, moneyUnits } from "./mapping";
import { checkTime, DAY_MS, dayPeriod, instantOf } from "./period";
import { FileRefusal } from "./refusal";
import type { Row } from "./row";
import { defineSource, type OpenFile, type Source } from "./source";
import { readUsage, type UsageField, usageFields } from "./usage-row";
import { isDateShape } from "./values";

export { type Mapping, parseMapping } from "./mapping";

const SLASHED = /^(\d{1,2})[/.](\d{1,2})[/.](\d{4}|\d{2})(?:[ T](.+))?$/;

/** Any CSV of usage, read through a mapping of its columns. No member of the list: it recognises nothing by itself. */
export function genericSource(mapping: Mapping): Source {
  return defineSource({
    id: "generic-csv",
    title: "Any CSV, by column mapping",
    help: "Upload any CSV of usage and say which column holds what; the mapping is remembered for this header.",
    kind: "usage",
    report: { covers: "*", bucket: "row", dims: [], naming: "ids" },
    detect: () => false,
    open(file) {
      const fields = {} as Record<UsageField, number>;
      for (const name of usageFields) {
        const column = mapping.columns[name];
        fields[name] = column === undefined ? -1 : needMapped(file, column);
      }
      for (const column of Object.values(mapping.tags)) needMapped(file, column);
      file.tags(new Map(Object.entries(mapping.tags).map(([tag, column]) => [column.trim(), tag])));
      return readUsage(file, {
        fields,
        constants: mapping.constants,
        cacheInsideInput: mapping.cacheInsideInput,
        reasoningInsideOutput: mapping.reasoningInsideOutput,
        parseMoney: moneyReader(mapping),
        period: (row) => periodOf(file, row, { field: fields.timestamp, mapping }),
      });
    },
  });
}

function needMapped(file: OpenFile, column: string): number {
  const index = file.field(column);
  if (index >= 0) return index;
  throw new FileRefusal("bad-mapping", {
    reason: `The mapping names the column “${column}”, which this file has not.`,
    fix: "Map the columns of this file again.",
    column,
  });
}

/** Reads amounts of the mapping's unit: exact where the unit divides to a pico-dollar, else rounded half even. */
function moneyReader({ moneyUnit }: Mapping): (text: string) => ParsedMoney {
  const exponent = moneyUnits[moneyUnit];
  if (exponent === 0) return parseUsd;
  const divisor = 10n ** BigInt(-exponent);
  return (text) => {
    const parsed = parseUsd(text);
    if (!parsed.ok) return parsed;
    return { ok: true, value: pico(dividedHalfEven(parsed.value, divisor)), rounded: parsed.rounded };
  };
}

function dividedHalfEven(amount: bigint, divisor: bigint): bigint {
  const whole = amount / divisor;
  const twice = (amount % divisor) * 2n;
  const size = twice < 0n ? -twice : twice;
  if (size < divisor || (size === divisor && whole % 2n === 0n)) return whole;
  return amount < 0n ? whole - 1n : whole + 1n;
}

/** An instant; or a date alone, which is a whole day of the mapping's zone. */
function periodOf(file: OpenFile, row: Row, { field, mapping }: { field: number; mapping: Mapping }): Period {
  const cell = row.cells[field];
  const text = mapping.dates === "iso" || typeof cell !== "string" ? cell : isoText(cell.trim(), mapping);
  if (typeof text === "string" && isDateShape(text)) {
    if (mapping.zone === "UTC") return dayPeriod(file, row, field, text);
    const day = file.clock.dateMs(text);
    checkTime(file, row, field, day);
    const startMs = instantOfLocal(day, mapping.zone);
    return { startMs, endMs: instantOfLocal(day + DAY_MS, mapping.zone), wholeUtcDay: null };
  }
  if (typeof text !== "string" || text === cell)
    return { startMs: instantOf(file, row, field), endMs: null, wholeUtcDay: null };
  const startMs = file.clock.instant(text);
  checkTime(file, row, field, startMs);
  return { startMs, endMs: null, wholeUtcDay: null };
}

/** "10/05/2026 14:05" as ISO text, by the mapping's order; other text unchanged. */
function isoText(text: string, { dates }: Mapping): string {
  const found = SLASHED.exec(text);
  if (!found) return text;
  const [, a = "", b = "", year = "", time] = found;
  const [month, day] = dates === "month-first" ? [a, b] : [b, a];
  const date = `${year.length === 2 ? `20${year}` : year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  return time === undefined ? date : `${date}T${time.trim().padStart(5, "0")}`;
}
