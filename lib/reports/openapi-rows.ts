import { z } from "zod";
import { revenueRow, unitsRow } from "./api-schemas";

const schemaOf = (schema: z.ZodType) => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: "input" });
  return rest;
};

/** The rows that come in beside usage, for the components of the description. */
export const rowSchemas = { RevenueRow: schemaOf(revenueRow), UnitsRow: schemaOf(unitsRow) };

/** What a call that takes rows has besides its description: parameters and answers as every import. */
type Shared = Readonly<{ parameters: readonly object[]; responses: object }>;

const rowsPath = (
  { parameters, responses }: Shared,
  told: { summary: string; description: string; row: keyof typeof rowSchemas },
) => ({
  post: {
    summary: told.summary,
    description: `${told.description} 16 MB at most, gzip or not. Each call is an import of its own. Scope: ingest.`,
    parameters,
    requestBody: {
      required: true,
      content: {
        "application/json": {
          schema: { type: "array", items: { $ref: `#/components/schemas/${told.row}` } },
        },
        "application/x-ndjson": { schema: { type: "string", description: "One row a line." } },
        "text/csv": { schema: { type: "string", description: "The fields as its header." } },
      },
    },
    responses,
  },
});

/** The part of the OpenAPI description that is about revenue and units of work. */
export const rowPaths = (shared: Shared) => ({
  "/api/v1/revenue": rowsPath(shared, {
    summary: "Send revenue",
    description: "Amounts by product over some days. A correction is a further row.",
    row: "RevenueRow",
  }),
  "/api/v1/units": rowsPath(shared, {
    summary: "Send units of work",
    description: "Counts by day, product and customer.",
    row: "UnitsRow",
  }),
});
