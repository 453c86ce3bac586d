import { type RevenueSpan, revenueSpans } from "@/lib/db/ledger/revenue-spans";
import { inOrganization } from "@/lib/db/organization";
import { addDays } from "@/lib/time";
import { withChecks } from "./checked-rows";
import type { Reading } from "./reading";
import type { RevenueRecord } from "./records";
import { RowProblem } from "./sources/refusal";

const SEPARATOR = "\u001f";

type Known = Pick<RevenueSpan, "product" | "customer" | "plan" | "fromDay" | "toDay"> & {
  readonly where: string;
};

/**
 * A reading of revenue without rows whose days overlap those of another row for the same product, customer and plan: a
 * month and a day of it would count twice. Rows for the very same days add up, and rows below zero stand wherever they are:
 * both are how a correction is written (economics §5.6).
 */
export function withoutOverlaps(reading: Reading, organizationId: number): Reading {
  if (reading.source.kind !== "revenue") return reading;
  let loading: Promise<Spans> | null = null;
  return withChecks(reading, async (record) => {
    if (record.kind !== "revenue" || record.amount <= 0n) return record;
    loading ??= load(organizationId);
    const spans = await loading;
    const met = spans.meet(record);
    if (met) throw overlap(record, met);
    spans.add({ ...record, where: `line ${record.line} of this file` });
    return record;
  });
}

async function load(organizationId: number): Promise<Spans> {
  const spans = new Spans();
  const known = await inOrganization(organizationId, revenueSpans, { readOnly: true });
  for (const span of known) spans.add({ ...span, where: `line ${span.line} of import ${span.importId}` });
  return spans;
}

/** The days that are taken, by product, customer and plan: sorted, so that a neighbour is found at once. */
class Spans {
  readonly #of = new Map<string, Known[]>();

  /** The span that overlaps these days and is not the very same; null where there is none. */
  meet(span: Omit<Known, "where">): Known | null {
    const known = this.#of.get(nameOf(span)) ?? [];
    const at = place(known, span.fromDay);
    for (const other of [known[at - 1], known[at]])
      if (
        other &&
        other.fromDay < span.toDay &&
        other.toDay > span.fromDay &&
        (other.fromDay !== span.fromDay || other.toDay !== span.toDay)
      )
        return other;
    return null;
  }

  add(span: Known): void {
    const name = nameOf(span);
    const known = this.#of.get(name) ?? [];
    const at = place(known, span.fromDay);
    if (known[at]?.fromDay !== span.fromDay || known[at]?.toDay !== span.toDay) known.splice(at, 0, span);
    this.#of.set(name, known);
  }
}

const nameOf = ({ product, customer, plan }: Omit<Known, "where">): string =>
  [product.toLowerCase(), customer ?? "", plan ?? ""].join(SEPARATOR);

/** Where the first span that does not begin before the day stands. */
function place(spans: readonly Known[], day: string): number {
  let [low, high] = [0, spans.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle]?.fromDay ?? "") < day) low = middle + 1;
    else high = middle;
  }
  return low;
}

function overlap({ product, customer, plan }: RevenueRecord, met: Known): RowProblem {
  const whose = [product, customer, plan].filter((part) => part !== null).join(", ");
  return new RowProblem(
    `Its days overlap ${met.fromDay} to ${addDays(met.toDay, -1)} of ${met.where}, for the same ${whose}: they would count ` +
      "twice. Write a correction for the very same days, or below zero.",
    "period",
  );
}
