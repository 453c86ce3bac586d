import { z } from "zod";

const amount = z.string().describe("USD as decimal text.");
const moved = z.object({ before: amount, after: amount });
const product = z.string().nullable().describe("null: unallocated");

/** The answer of POST /api/v1/rules/check. */
const checkBody = z.object({
  from: z.string().nullable(),
  to: z.string().nullable(),
  products: z.int(),
  rules: z.int(),
  in_force: z.string().nullable().describe("The set that the amounts before are of; null: none."),
  moves: z
    .array(z.object({ month: z.string().describe("YYYY-MM"), product, before: amount, after: amount }))
    .describe("Where the set changes what a product gets in a month."),
  never_match: z.array(
    z.object({
      rule: z.int().describe("Its place, from 0."),
      path: z.string(),
      when: z.string(),
      product: z.string(),
    }),
  ),
  unmatched: z.object({
    scopes: z.int(),
    rows: z.int(),
    cost: amount,
    largest: z.array(z.object({ scope: z.record(z.string(), z.string()), cost: amount })),
  }),
  allocated: moved,
  unallocated: moved,
  total: amount,
});

const cost = { allocated: amount, unallocated: amount, total: amount };
/** The answer of GET /api/v1/allocation. */
const allocationBody = z.object({
  from: z.string().nullable(),
  to: z.string().nullable(),
  grain: z.enum(["none", "hour", "day", "week", "month"]),
  zone: z.string(),
  periods: z.array(z.object({ period: z.string().optional(), ...cost })),
  totals: z.object(cost),
});

const appliedBody = z.object({
  id: z.uuid().describe("The set in force now."),
  products: z.int(),
  rules: z.int(),
  scopes: z.int(),
  scopesMoved: z.int(),
  scopesUnallocated: z.int(),
});

/** The answer of GET /api/v1/rules/history. */
const historyBody = z.object({
  sets: z.array(
    z.object({
      id: z.uuid(),
      applied_at: z.string().describe("RFC 3339, UTC."),
      applied_by: z.string().nullable().describe("An email; null: the server's command line."),
      retired_at: z.string().nullable().describe("null: in force."),
      products: z.int(),
      rules: z.int(),
      rules_added: z.int(),
      rules_removed: z.int(),
      restored_from: z.uuid().nullable().describe("The earlier set it is a copy of."),
    }),
  ),
});

const answer = (schema: object, description: string) => ({
  description,
  content: { "application/json": { schema } },
});
const error = (description: string) => answer({ $ref: "#/components/schemas/Error" }, description);
const problems = {
  400: error("The call is wrong, or the rules cannot hold: each field with its reason."),
  401: error("No key, no session, or one that is not known."),
  403: error("The key lacks the scope, or the role does not allow it."),
};
const schemaOf = (schema: z.ZodType) => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: "output" });
  return rest;
};
const ruleSet = {
  type: "object",
  description: "As in docs/api.md, “Allocation rules”.",
  properties: {
    products: { type: "array", items: { type: "string" } },
    rules: { type: "array", items: { type: "object" } },
    customerFromTag: { type: "string" },
  },
  required: ["products", "rules"],
};
const requestBody = { required: true, content: { "application/json": { schema: ruleSet } } };
const day = (name: string, description: string) => ({
  name,
  in: "query",
  required: false,
  description,
  schema: { type: "string", format: "date" },
});
const days = [
  day("from", "First day, in the organization's zone; all there is without it."),
  day("to", "Last day, inclusive."),
];

const ifMatch = {
  name: "If-Match",
  in: "header",
  required: false,
  description: "The ETag of the rules the change was made from.",
  schema: { type: "string" },
};

/** The part of the OpenAPI description that is about allocation. */
export const rulesPaths = {
  "/api/v1/allocation": {
    get: {
      summary: "Allocated and unallocated cost by period",
      description: "They add up to the total exactly. Scope: read.",
      parameters: [
        ...days,
        {
          name: "grain",
          in: "query",
          required: false,
          schema: { enum: ["none", "hour", "day", "week", "month"], default: "month" },
        },
      ],
      responses: { 200: answer(schemaOf(allocationBody), "The answer."), ...problems },
    },
  },
  "/api/v1/rules": {
    get: {
      summary: "The allocation rules in force",
      description: "Its ETag is the id of the set, “none” where none is in force. Scope: read.",
      responses: { 200: answer(ruleSet, "As the file that a put takes."), ...problems },
    },
    put: {
      summary: "Put a whole set of rules in force",
      description:
        "It replaces the earlier one; with If-Match only that one. For signed-in owners, admins, finance and product. Scope: rules.",
      parameters: [ifMatch],
      requestBody,
      responses: {
        200: answer(schemaOf(appliedBody), "In force; every figure follows already."),
        409: error("Another set is in force than If-Match names; nothing was written."),
        ...problems,
      },
    },
  },
  "/api/v1/rules/history": {
    get: {
      summary: "Who put which set of rules in force, and when",
      description: "Latest first, the last 100. Scope: read.",
      responses: { 200: answer(schemaOf(historyBody), "The answer."), ...problems },
    },
  },
  "/api/v1/rules/restore": {
    post: {
      summary: "Put an earlier set of rules in force again",
      description:
        "Without an id the one before the set in force. For signed-in owners, admins, finance and product. Scope: rules.",
      parameters: [ifMatch],
      requestBody: {
        required: true,
        content: {
          "application/json": {
            schema: { type: "object", properties: { id: { type: "string", format: "uuid" } } },
          },
        },
      },
      responses: {
        200: answer(
          schemaOf(appliedBody.extend({ restoredFrom: z.uuid() })),
          "In force; every figure follows already.",
        ),
        404: error("There is no such set."),
        409: error(
          "It is in force, there is no earlier one, or another set is in force than If-Match names.",
        ),
        ...problems,
      },
    },
  },
  "/api/v1/rules/check": {
    post: {
      summary: "What a set of rules would move",
      description: "Nothing is written. Scope: read.",
      parameters: days,
      requestBody,
      responses: { 200: answer(schemaOf(checkBody), "The answer."), ...problems },
    },
  },
};
