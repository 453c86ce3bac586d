import { z } from "zod";
import { mappingSchema } from "@/lib/ingest/sources/mapping";
import {
  errorBody,
  importBody,
  importQuery,
  metricsBody,
  metricsQuery,
  rowsQuery,
  usageQuery,
  usageRow,
} from "./api-schemas";
import { bridgePaths } from "./openapi-bridge";
import { curvePaths } from "./openapi-curve";
import { livePaths } from "./openapi-live";
import { previewPaths } from "./openapi-previews";
import { pricePaths } from "./openapi-prices";
import { rowPaths, rowSchemas } from "./openapi-rows";
import { rulesPaths } from "./openapi-rules";
import { uploadPaths } from "./openapi-uploads";

const component = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const json = (schema: object, description: string) => ({
  description,
  content: { "application/json": { schema } },
});
const csv = (description: string) => ({
  description,
  content: { "text/csv": { schema: { type: "string" } } },
});
const schemaOf = (schema: z.ZodType, io: "input" | "output" = "output") => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io });
  return rest;
};

const problems = {
  400: json(component("Error"), "The call is wrong."),
  401: json(component("Error"), "No key, no session, or one that is not known."),
  403: json(component("Error"), "The key lacks the scope, or the role does not allow it."),
};
const missing = { 404: json(component("Error"), "There is none of this id in the organization.") };
const idParameter = { name: "id", in: "path", required: true, schema: { type: "string" } };

/** A call that changes how an import under way goes on. */
const heldPath = (told: { summary: string; description: string; status: string }) => ({
  post: {
    summary: told.summary,
    description: told.description,
    parameters: [idParameter],
    responses: {
      200: json(
        {
          type: "object",
          properties: { importId: { type: "string" }, status: { const: told.status } },
          required: ["importId", "status"],
        },
        "Done.",
      ),
      ...problems,
      ...missing,
      409: json(component("Error"), "Its state does not allow that."),
    },
  },
});

function parametersOf(query: z.ZodObject): object[] {
  const { properties, required } = z.toJSONSchema(query, { io: "input" });
  return Object.entries(properties ?? {}).map(([name, schema]) => ({
    name,
    in: "query",
    required: required?.includes(name) === true,
    ...(typeof schema === "object" && schema.description ? { description: schema.description } : {}),
    schema,
  }));
}

const uploadAnswers = {
  200: json(
    component("Import"),
    "These bytes are known: a duplicate, nothing was read. With preview=true: ready, and counting nowhere yet.",
  ),
  201: json(component("Import"), "Committed; every figure follows already."),
  202: json(component("Import"), "Still running; ask GET /api/v1/imports/{id}."),
  422: json(component("Import"), "Refused; `reason` and `error` say why. Nothing of it counts."),
  ...problems,
};

/** The OpenAPI description of the HTTP API, made from the very schemas its routes read by. */
export function openapi() {
  return {
    openapi: "3.1.0",
    info: {
      title: "Costcurve",
      version: "1",
      description:
        "Usage in, figures out. Keys are made with `costcurve key create` or in Settings: scope `ingest` for imports, `read` for figures, `prices` for the price book.",
    },
    servers: [{ url: "/" }],
    security: [{ key: [] }],
    paths: {
      "/api/v1/imports": {
        get: {
          summary: "List imports",
          responses: {
            200: json(
              {
                type: "object",
                properties: { imports: { type: "array", items: component("Import") } },
                required: ["imports"],
              },
              "Latest first, without their rejected rows.",
            ),
            ...problems,
          },
        },
        post: {
          summary: "Import a file",
          description:
            "The body is the file itself, of any size (8 GB at most), gzip included. Scope: ingest.",
          parameters: parametersOf(importQuery),
          requestBody: {
            required: true,
            content: { "application/octet-stream": { schema: { type: "string", format: "binary" } } },
          },
          responses: uploadAnswers,
        },
      },
      "/api/v1/imports/{id}": {
        get: {
          summary: "One import",
          parameters: [idParameter],
          responses: { 200: json(component("Import"), "As it stands."), ...problems, ...missing },
        },
      },
      ...previewPaths,
      ...uploadPaths,
      "/api/v1/imports/{id}/mapping": {
        post: {
          summary: "Say how the columns of a refused CSV are to be read, and read it again",
          description:
            "The mapping is remembered for the next file with this header. For signed-in people who may import; no key may.",
          parameters: [idParameter],
          requestBody: {
            required: true,
            content: { "application/json": { schema: schemaOf(mappingSchema, "input") } },
          },
          responses: {
            200: json(component("Import"), "Read anew, with its result."),
            ...problems,
            ...missing,
            409: json(component("Error"), "It was not refused."),
          },
        },
      },
      "/api/v1/imports/{id}/void": {
        post: {
          summary: "Take an import out of every figure",
          description: "For signed-in owners, admins and finance; no key may.",
          parameters: [idParameter],
          responses: {
            200: json(
              {
                type: "object",
                properties: { importId: { type: "string" }, status: { const: "voided" } },
                required: ["importId", "status"],
              },
              "Done.",
            ),
            ...problems,
            ...missing,
            409: json(component("Error"), "It is not committed."),
          },
        },
      },
      "/api/v1/imports/{id}/pause": heldPath({
        summary: "Stop an import for now",
        description: "Whoever works on it lets go within a second; a resume reads the file from its start.",
        status: "paused",
      }),
      "/api/v1/imports/{id}/resume": heldPath({
        summary: "Take a paused or failed import up again",
        description: "It goes on after the answer.",
        status: "running",
      }),
      "/api/v1/imports/{id}/cancel": heldPath({
        summary: "Give an import up that is under way or paused",
        description: "Nothing of it stays, and its bytes may come again.",
        status: "cancelled",
      }),
      "/api/v1/imports/{id}/restore": {
        post: {
          summary: "Bring a voided import back into every figure",
          description:
            "The inverse of a void. `overlap` says which counts where another import tells of the same usage by now. For signed-in owners, admins and finance; no key may.",
          parameters: [idParameter],
          requestBody: {
            required: false,
            content: {
              "application/json": {
                schema: { type: "object", properties: { overlap: { enum: ["keep", "replace"] } } },
              },
            },
          },
          responses: {
            200: json(
              {
                type: "object",
                properties: { importId: { type: "string" }, status: { const: "committed" } },
                required: ["importId", "status"],
              },
              "Done.",
            ),
            ...problems,
            ...missing,
            409: json(component("Error"), "It is not voided, or its file or its usage has come in again."),
          },
        },
      },
      "/api/v1/imports/{id}/rejections.csv": {
        get: {
          summary: "The rejected rows",
          parameters: [idParameter],
          responses: {
            200: csv(
              "Of a CSV: its own columns, costcurve_line, costcurve_reason, costcurve_row. Else: line, path, column, reason, row.",
            ),
            ...problems,
            ...missing,
          },
        },
      },
      "/api/v1/usage": {
        post: {
          summary: "Send usage",
          description:
            "Rows of the canonical form, 16 MB at most, gzip or not. Each call is an import of its own. Scope: ingest.",
          parameters: parametersOf(usageQuery),
          requestBody: {
            required: true,
            content: {
              "application/json": { schema: { type: "array", items: component("UsageRow") } },
              "application/x-ndjson": { schema: { type: "string", description: "One row a line." } },
              "text/csv": { schema: { type: "string", description: "The fields as its header." } },
            },
          },
          responses: { ...uploadAnswers, 413: json(component("Error"), "Larger than 16 MB.") },
        },
      },
      ...rowPaths({
        parameters: parametersOf(rowsQuery),
        responses: { ...uploadAnswers, 413: json(component("Error"), "Larger than 16 MB.") },
      }),
      ...livePaths,
      ...bridgePaths,
      ...pricePaths,
      ...rulesPaths,
      "/api/v1/metrics": {
        get: {
          summary: "Ask for figures",
          description: "Money and ratios are decimal strings, counts integers. Scope: read.",
          parameters: parametersOf(metricsQuery),
          responses: {
            200: {
              description: "The answer.",
              content: {
                "application/json": { schema: component("Metrics") },
                "text/csv": { schema: { type: "string" } },
              },
            },
            ...problems,
          },
        },
      },
      ...curvePaths(problems),
      "/api/health": {
        get: { summary: "Is the process alive", security: [], responses: { 200: { description: "Yes." } } },
      },
      "/api/ready": {
        get: {
          summary: "Can requests be served",
          security: [],
          responses: { 200: { description: "Yes." }, 503: { description: "The database does not answer." } },
        },
      },
      "/api/v1/openapi.json": {
        get: { summary: "This document", security: [], responses: { 200: { description: "OpenAPI 3.1." } } },
      },
    },
    components: {
      securitySchemes: { key: { type: "http", scheme: "bearer", description: "An API key, cc_…" } },
      schemas: {
        Import: schemaOf(importBody),
        Metrics: schemaOf(metricsBody),
        UsageRow: schemaOf(usageRow, "input"),
        ...rowSchemas,
        Error: schemaOf(errorBody),
      },
    },
  };
}
