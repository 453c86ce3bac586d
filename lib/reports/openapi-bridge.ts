import { z } from "zod";
import { BARS } from "@/lib/economics";
import { metricsQuery } from "./api-schemas";
import { BRIDGED_FIGURES } from "./bridge";
import { LADDER_STEPS } from "./ladder";

const filters = {
  product: z.string().optional().describe("Only this product; empty: what no product owns."),
  "filter.DIMENSION": metricsQuery.shape["filter.DIMENSION"],
};
const days = { from: metricsQuery.shape.from, to: metricsQuery.shape.to };
const usd = z.string().describe("USD as a decimal string, exact.");

const bridgeQuery = z.object({
  base_from: z.iso.date().describe("First day of the period compared with."),
  base_to: z.iso.date().describe("Its last day, inclusive."),
  ...days,
  of: z.enum(BRIDGED_FIGURES).default("spend"),
  ...filters,
});
const bridgeBody = z.object({
  of: z.enum(BRIDGED_FIGURES),
  base: usd.nullable(),
  actual: usd.nullable(),
  steps: z
    .array(z.object({ id: z.enum(["revenue", ...BARS]), amount: usd.nullable() }))
    .describe(
      "In the order they are computed; base and all of them is actual, exactly. Null where a period has no tokens to divide by.",
    ),
});
const ladderQuery = z.object({ ...days, ...filters });
const ladderBody = z.object({
  list_uncached: usd,
  steps: z
    .array(z.object({ id: z.enum(LADDER_STEPS), amount: usd }))
    .describe("Savings: list_uncached less all of them is effective, exactly."),
  effective: usd,
});

const component = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const json = (schema: object, description: string) => ({
  description,
  content: { "application/json": { schema } },
});
const schemaOf = (schema: z.ZodType, io: "input" | "output") => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io });
  return rest;
};
const get = (told: { summary: string; description: string; query: z.ZodObject; body: z.ZodType }) => ({
  get: {
    summary: told.summary,
    description: `${told.description} Scope: read.`,
    parameters: Object.entries(told.query.shape).map(([name, field]) => ({
      name,
      in: "query",
      required: !(field instanceof z.ZodOptional || field instanceof z.ZodDefault),
      schema: schemaOf(field as z.ZodType, "input"),
    })),
    responses: {
      200: json(schemaOf(told.body, "output"), "The answer."),
      400: json(component("Error"), "The call is wrong."),
      401: json(component("Error"), "No key, no session, or one that is not known."),
      403: json(component("Error"), "The key lacks the scope, or the role does not allow it."),
    },
  },
});

/** The part of the OpenAPI description that explains cost: why it changed, and what made it less. */
export const bridgePaths = {
  "/api/v1/bridge": get({
    summary: "Why a figure changed between two periods",
    description:
      "Volume, model mix, token mix, cache, tier, list price, contract price, new, retired, other charges, reported.",
    query: bridgeQuery,
    body: bridgeBody,
  }),
  "/api/v1/ladder": get({
    summary: "The savings ladder",
    description: "From list price at the standard tier without a cache to what counts, each step once.",
    query: ladderQuery,
    body: ladderBody,
  }),
};
