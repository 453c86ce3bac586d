import { z } from "zod";
import { CAPABILITIES } from "@/lib/pricing";
import { metricsQuery } from "./api-schemas";

const text = z.string().nullable();

/** The query of GET /api/v1/cost-curve, as it is described; `parseCurve` reads it. */
const curveQuery = z.object({
  from: metricsQuery.shape.from,
  to: metricsQuery.shape.to,
  grain: z.enum(["day", "week", "month"]).optional().describe("Without it the period decides."),
  "filter.DIMENSION": metricsQuery.shape["filter.DIMENSION"],
});

/** The answer of GET /api/v1/cost-curve: `CostCurve`. */
const curveBody = z.object({
  from: z.iso.date(),
  to: z.iso.date(),
  grain: z.enum(["day", "week", "month"]),
  zone: z.string(),
  curves: z.array(
    z.object({
      id: z.enum(["price_index", "cost_per_million_tokens", "cost_per_unit"]),
      unit: z.enum(["index", "usd_per_million_tokens", "usd_per_unit"]),
      points: z.array(z.object({ period: z.iso.date(), value: text, matched: z.int().optional() })),
      decline: z
        .object({
          points: z.int(),
          days: z.number(),
          factor_per_year: z.string().describe("10 is ten times cheaper a year; below 1 it becomes dearer."),
          log_points_per_year: z.string().describe("ln(P0/P1) × 365 ÷ days; below zero it rises."),
          half_life_years: text.describe("Below zero: years until it doubles. null: it stands still."),
        })
        .nullable(),
    }),
  ),
  models: z.array(
    z.object({
      provider: z.string(),
      model: z.string(),
      links: z.int().describe("Pairs of neighbouring periods that both used it."),
      factor: z.number().describe("Its own price, now over then."),
      moves: z.number().describe("What it multiplied the index by; the product of all is the index ÷ 100."),
    }),
  ),
  references: z.array(
    z.object({
      date: z.iso.date(),
      date_from_memory: z.boolean(),
      model: z.string(),
      capability: z.enum(CAPABILITIES),
      input: z.string(),
      output: z.string(),
      at_your_mix: text.describe("USD per million tokens at your input and output, without a cache."),
      source: z.string(),
      url: z.url(),
    }),
  ),
});

const { $schema: _, ...body } = z.toJSONSchema(curveBody);

/** The part of the OpenAPI description that is the cost curve; `problems` are the answers every call may have. */
export const curvePaths = (problems: object) => ({
  "/api/v1/cost-curve": {
    get: {
      summary: "How fast cost falls or rises",
      description: "The three cost curves, and public prices beside them. Scope: read.",
      parameters: Object.entries(curveQuery.shape).map(([name, field]) => ({
        name,
        in: "query",
        required: name === "from" || name === "to",
        description: field.description,
        schema: z.toJSONSchema(field, { io: "input" }),
      })),
      responses: {
        200: { description: "The curves.", content: { "application/json": { schema: body } } },
        ...problems,
      },
    },
  },
});
