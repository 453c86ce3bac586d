import { dayOf, instant, type Plan } from "../calendar";
import { ACCOUNTS } from "../company";
import { decimalText, gpuCost } from "../costs";
import { inputOf, type Use } from "../traffic";

const COLUMNS = [
  "timestamp",
  "provider",
  "model",
  "requests",
  "input_tokens",
  "cache_read_tokens",
  "output_tokens",
  "reasoning_tokens",
  "project",
  "customer",
  "feature",
  "environment",
  "tag.team",
] as const;

/** A row the gateway wrote wrongly: the physical line it stands on, the column at fault, and what the cell holds. */
export type BrokenRow = Readonly<{
  line: number;
  column: (typeof COLUMNS)[number];
  cell: string;
  why:
    | "cache above input"
    | "thousands separator"
    | "reasoning above output"
    | "no model"
    | "not a date"
    | "negative count";
}>;

/** The rows of one month that no reader may accept. */
export const brokenRows = (month: string): readonly BrokenRow[] => [
  { line: 212, column: "cache_read_tokens", cell: "9000000000", why: "cache above input" },
  { line: 1208, column: "input_tokens", cell: '"12,480"', why: "thousands separator" },
  { line: 2417, column: "reasoning_tokens", cell: "9000000000", why: "reasoning above output" },
  { line: 3021, column: "model", cell: "", why: "no model" },
  { line: 3630, column: "timestamp", cell: `${month}-32T10:00:00Z`, why: "not a date" },
  { line: 4044, column: "output_tokens", cell: "-84", why: "negative count" },
];

/** A whole UTC day is written as its date alone. */
const timestampOf = (use: Use, hours: number): string =>
  hours === 24 ? dayOf(use.startMs) : instant(use.startMs);

function csvRow(use: Use, hours: number): string {
  const { workload } = use;
  return (
    `${timestampOf(use, hours)},${workload.provider},${use.model},${use.requests},${inputOf(use)},${use.cacheRead},` +
    `${use.output},${use.reasoning ?? ""},${workload.project ?? ""},${workload.customer ?? ""},` +
    `${workload.feature ?? ""},${workload.environment ?? ""},${workload.team ?? ""}\n`
  );
}

function breakRow(row: string, broken: BrokenRow): string {
  const cells = row.trimEnd().split(",");
  cells[COLUMNS.indexOf(broken.column)] = broken.cell;
  return `${cells.join(",")}\n`;
}

/** Costcurve's canonical CSV as a gateway writes it in buckets of `hours`, with the broken rows put in on their lines. */
export function* canonicalCsv(
  days: Iterable<readonly Use[]>,
  hours: number,
  broken: readonly BrokenRow[],
): Iterable<string> {
  yield `${COLUMNS.join(",")}\n`;
  let line = 2;
  let next = 0;
  for (const uses of days) {
    let text = "";
    for (const use of uses) {
      const row = csvRow(use, hours);
      const fault = broken[next];
      if (fault && fault.line === line) {
        text += breakRow(row, fault);
        next++;
        line++;
      }
      text += row;
      line++;
    }
    yield text;
  }
}

/** Costcurve's canonical JSON lines as the GPU ledger writes them, each row with its share of the rent. */
export function* canonicalJsonLines(
  plan: Plan,
  days: Iterable<readonly Use[]>,
  hours: number,
): Iterable<string> {
  for (const uses of days) {
    let text = "";
    for (const use of uses) {
      const { workload } = use;
      const timestamp = timestampOf(use, hours);
      text += `${JSON.stringify({
        id: `${workload.id}:${timestamp}`,
        timestamp,
        provider: workload.provider,
        model: use.model,
        requests: use.requests,
        input_tokens: inputOf(use),
        cache_read_tokens: use.cacheRead,
        output_tokens: use.output,
        account: ACCOUNTS["self-hosted"],
        customer: workload.customer ?? undefined,
        feature: workload.feature ?? undefined,
        environment: workload.environment ?? undefined,
        "tag.team": workload.team ?? undefined,
        cost: decimalText(gpuCost(plan, use), 12, 2),
        currency: "USD",
      })}\n`;
    }
    yield text;
  }
}
