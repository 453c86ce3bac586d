import { z } from "zod";
import { DIMENSIONS } from "@/lib/filters";
import { usageFields } from "@/lib/ingest/sources/usage-row";
import { metrics } from "@/lib/metrics";

/** Seconds an upload waits for its result before it is answered with 202. */
const WAIT_SECONDS_MAX = 25;

const account = z.string().trim().min(1).max(200).optional().describe("The account of rows that name none.");
const overlap = z
  .enum(["keep", "replace"])
  .optional()
  .describe(
    "Which counts where the same usage is here already in another grouping: the earlier one, or this one.",
  );
const wait = z.coerce
  .number()
  .int()
  .min(0)
  .max(WAIT_SECONDS_MAX)
  .default(WAIT_SECONDS_MAX)
  .describe("Seconds to wait for the result before the answer is 202.");

/** The query of POST /api/v1/imports. */
export const importQuery = z.strictObject({
  file: z.string().trim().min(1).max(300).default("upload").describe("The file's name, for people."),
  as: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .optional()
    .describe("A format's id (`costcurve formats`), instead of recognising it."),
  account,
  overlap,
  preview: z
    .enum(["true", "false"])
    .default("false")
    .describe(
      "Only look at it: it becomes `ready`, with what it would bring, and counts once it is committed.",
    ),
  wait,
});

/** The query of POST /api/v1/usage. */
export const usageQuery = z.strictObject({ account, overlap, wait });

/** The query of POST /api/v1/revenue and /api/v1/units. */
export const rowsQuery = z.strictObject({ wait });

/** The query of GET /api/v1/metrics, as it is described; `parseQuestion` reads it. */
export const metricsQuery = z.object({
  metrics: z.string().describe(`Separated by commas: ${metrics.map((m) => m.id).join(", ")}.`),
  from: z.iso.date().describe("First day, in the organization's zone."),
  to: z.iso.date().describe("Last day, inclusive."),
  grain: z.enum(["none", "hour", "day", "week", "month"]).default("none"),
  by: z
    .string()
    .optional()
    .describe(`Separated by commas: ${DIMENSIONS.join(", ")}, tag.NAME.`),
  "filter.DIMENSION": z
    .string()
    .optional()
    .describe(
      "Only this value, for example filter.provider=openai; repeated: one of; empty: the absent value.",
    ),
  format: z.enum(["json", "csv"]).default("json"),
});

const count = z.int().min(0);
const rows = z.object({
  read: count.describe("accepted + duplicate + rejected"),
  accepted: count,
  duplicate: count,
  replaced: count.describe("Of the accepted: those that corrected an earlier row."),
  rejected: count,
});

/** Every error of the API. */
export const errorBody = z
  .object({
    error: z.object({
      code: z.string().describe("Stable, for programs."),
      message: z.string(),
      fix: z.string().describe("What to do about it."),
      problems: z
        .array(z.object({ where: z.string().nullable(), field: z.string().nullable(), reason: z.string() }))
        .optional()
        .describe("Each of them, where several fields are wrong at once."),
    }),
  })
  .describe("What went wrong and what to do.");

/** An import, as `importDetails` tells it. */
export const importBody = z.object({
  file: z.string(),
  importId: z.string(),
  format: z.string().nullable(),
  status: z.enum([
    "running",
    "paused",
    "ready",
    "committed",
    "duplicate",
    "refused",
    "failed",
    "cancelled",
    "voided",
  ]),
  rows,
  rejections: z.array(z.object({ line: z.int(), column: z.string().nullable(), reason: z.string() })),
  reason: z.string().nullable().describe("Why it was refused, failed, or is a duplicate."),
  title: z.string().nullable(),
  account: z.string().nullable(),
  emptyBuckets: count,
  firstDay: z.iso.date().nullable().describe("First UTC day with usage or charges."),
  lastDay: z.iso.date().nullable(),
  messages: z.array(z.string()),
  bytes: count,
  bytesDone: count.describe("How far a running import has read."),
  progress: z
    .object({
      phase: z.enum(["waiting", "reading", "settling"]),
      share: z.number().nullable(),
      rows: count,
      rowsPerSecond: z.number().nullable(),
      secondsLeft: z.number().nullable(),
    })
    .nullable()
    .describe("Of a running import: what is being done, the share of its bytes that is read, its pace."),
  createdAt: z.iso.datetime(),
  preview: z
    .looseObject({})
    .nullable()
    .describe(
      "What the file would bring: source, rows (fresh, known, corrected, repeated), period, totals by model and day, adds. Money in pico-dollars.",
    ),
});

/** The body of POST /api/v1/imports/{id}/commit. */
export const commitBody = z.object({ overlap, wait });

/** The body of POST /api/v1/imports/{id}/preview. */
export const previewBody = z.object({
  as: z.string().trim().min(1).max(100).optional().describe("A format's id; absent: recognise it."),
  account,
  wait,
});

const value = z.union([z.string(), z.number(), z.null()]);
/** The answer of GET /api/v1/metrics. */
export const metricsBody = z.object({
  from: z.iso.date(),
  to: z.iso.date(),
  grain: metricsQuery.shape.grain,
  zone: z.string().describe("IANA zone in which days are cut."),
  by: z.array(z.string()),
  rows: z
    .array(z.record(z.string(), value))
    .describe("`period` (absent at grain none), the dimensions (null: not given), the metrics."),
  totals: z.record(z.string(), value),
  coverage: z
    .object({
      tokens_priced: z.string().nullable(),
      cost_allocated: z.string().nullable(),
      cost_reported: z.string().nullable(),
    })
    .describe("Shares as decimal strings: what limits these totals."),
});

const whole = z.int().min(0).nullish();
const text = z.string().nullish();
const WHOLE = ["requests", "latency_ms", "ttft_ms"];
const REQUIRED = ["timestamp", "provider", "model"];

const amount = z.union([z.string(), z.number()]);
const days = {
  period: z.string().nullish().describe("A month, like 2026-10; or `date`, or `from` and `to`."),
  date: z.string().nullish().describe("A day."),
  from: z.string().nullish().describe("First day."),
  to: z.string().nullish().describe("Last day, included."),
};

/** A row of revenue, as POST /api/v1/revenue takes it. */
export const revenueRow = z
  .object({
    ...days,
    product: z.string(),
    customer: text,
    plan: text,
    amount: amount.describe("Recognised over these days in equal parts. Below zero: a correction."),
    currency: text.describe("USD where absent; another needs an exchange rate on or before the first day."),
    units: amount.nullish().describe("What was sold."),
  })
  .describe("Revenue of a product over some days.");

/** A row of units of work, as POST /api/v1/units takes it. */
export const unitsRow = z
  .object({
    date: z.string(),
    unit: z.string().describe("What is counted: tickets, reviews, call minutes."),
    count: amount,
    product: text,
    customer: text,
    successes: amount.nullish().describe("How many of them succeeded."),
  })
  .describe(
    "Work done on a day. A row of the same day, unit, product and customer replaces the earlier one.",
  );

/** A row of the canonical form, from the list of fields its reader knows. */
export const usageRow = z
  .object(
    Object.fromEntries(
      usageFields.map((field) => {
        if (REQUIRED.includes(field)) return [field, z.string()];
        if (field.endsWith("_tokens") || WHOLE.includes(field)) return [field, whole];
        return [field, field === "cost" ? z.union([z.string(), z.number()]).nullish() : text];
      }),
    ),
  )
  .catchall(z.string())
  .describe("Usage in Costcurve's own form; further keys are tags, named tag.NAME.");
