import { z } from "zod";
import { isZone } from "@/lib/time/zone";
import { FileRefusal } from "./refusal";
import { usageFields } from "./usage-row";

const columnName = z.string().min(1).max(200);
const fieldName = z.enum(usageFields);

/** The units a money column may be in, as powers of ten of a dollar. */
export const moneyUnits = { usd: 0, cents: -2, "milli-usd": -3, "micro-usd": -6, "nano-usd": -9 } as const;
export type MoneyUnit = keyof typeof moneyUnits;

/** How dates like 10/05/2026 are to be read; ISO dates and Unix times need no choice. */
export const dateOrders = ["iso", "month-first", "day-first"] as const;

const zoneName = z.string().refine(isZone, "is no time zone; write one like Europe/Berlin or UTC");

/**
 * How to read a CSV of any kind as usage. `columns` says which column holds which canonical field, `tags` which become
 * tags, `constants` what holds for every row without standing in the file.
 */
export const mappingSchema = z
  .strictObject({
    columns: z.partialRecord(fieldName, columnName),
    tags: z.record(z.string().min(1).max(100), columnName).default({}),
    constants: z.partialRecord(fieldName, z.string().min(1).max(200)).default({}),
    /** Does the input count contain cache reads and writes? */
    cacheInsideInput: z.boolean(),
    /** Does the output count contain reasoning? */
    reasoningInsideOutput: z.boolean().default(true),
    /** The zone of times written without one. */
    zone: zoneName.default("UTC"),
    dates: z.enum(dateOrders).default("iso"),
    moneyUnit: z.enum(Object.keys(moneyUnits) as [MoneyUnit, ...MoneyUnit[]]).default("usd"),
  })
  .check(({ value, issues }) => {
    const needs = (["timestamp", "provider", "model"] as const).filter(
      (field) =>
        value.columns[field] === undefined && (field === "timestamp" || value.constants[field] === undefined),
    );
    for (const field of needs)
      issues.push({
        code: "custom",
        input: value,
        path: ["columns", field],
        message: field === "timestamp" ? "needs a column" : "needs a column, or a value for every row",
      });
  });

/** Which column holds what, and by which conventions. */
export type Mapping = z.output<typeof mappingSchema>;

/** A checked mapping. Throws FileRefusal that names what is wrong with it. */
export function parseMapping(value: unknown): Mapping {
  const parsed = mappingSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    ({ path, message }) => `${path.join(".") || "mapping"}: ${message}`,
  );
  throw new FileRefusal("bad-mapping", {
    reason: `The column mapping cannot be used. ${problems.slice(0, 5).join("; ")}.`,
    fix: "Correct the mapping and upload again.",
  });
}
