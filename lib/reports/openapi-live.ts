import { z } from "zod";
import { spansAnswer, spansQuery, spansRefusal } from "./otlp-schemas";

const schemaOf = (schema: z.ZodType) => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema);
  return rest;
};
const both = (schema: object) => ({
  "application/json": { schema },
  "application/x-protobuf": { schema: { type: "string", format: "binary" } },
});
const refused = (description: string) => ({ description, content: both(schemaOf(spansRefusal)) });

/** The part of the OpenAPI description that is OTLP over HTTP. */
export const livePaths = {
  "/api/v1/otlp/v1/traces": {
    post: {
      summary: "Send spans of model calls (OTLP over HTTP)",
      description:
        "An ExportTraceServiceRequest as JSON or protobuf, gzip or not, 16 MB at most. Spans are kept before the answer and imported in groups some seconds to five minutes later. Scope: ingest.",
      parameters: Object.entries(spansQuery.shape).map(([name, field]) => ({
        name,
        in: "query",
        required: false,
        description: field.description,
        schema: z.toJSONSchema(field, { io: "input" }),
      })),
      requestBody: { required: true, content: both({ type: "object" }) },
      responses: {
        200: { description: "Kept. Do not send it again.", content: both(schemaOf(spansAnswer)) },
        400: refused("Not to be read; sending it again changes nothing."),
        401: refused("No key, or one that is not known."),
        403: refused("The key lacks the scope."),
        413: refused("Larger than 16 MB, or than 64 MB unpacked: send fewer spans at once."),
        415: refused("Neither JSON nor protobuf, or packed otherwise than with gzip."),
        503: refused("Not kept; send it again after the seconds of Retry-After."),
      },
    },
  },
};
