import { z } from "zod";
import { commitBody, previewBody } from "./api-schemas";

const answer = (schema: object, description: string) => ({
  description,
  content: { "application/json": { schema } },
});
const entry = (description: string) => answer({ $ref: "#/components/schemas/Import" }, description);
const error = (description: string) => answer({ $ref: "#/components/schemas/Error" }, description);

const problems = {
  400: error("The call is wrong."),
  401: error("No key, no session, or one that is not known."),
  403: error("The key lacks the scope, or the role does not allow it."),
  404: error("There is none of this id in the organization."),
};
const parameters = [{ name: "id", in: "path", required: true, schema: { type: "string" } }];
const schemaOf = (schema: z.ZodType) => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: "input" });
  return rest;
};

/** The part of the OpenAPI description that is about imports looked at before they count. */
export const previewPaths = {
  "/api/v1/imports/{id}/rejected-rows": {
    get: {
      summary: "The rejected rows in their own form, to mend and send again",
      description:
        "A CSV under its own header and delimiter, JSON lines, or a JSON document of these rows alone.",
      parameters,
      responses: { 200: { description: "The file." }, ...problems },
    },
  },
  "/api/v1/imports/{id}/commit": {
    post: {
      summary: "Say that an import counts that was looked at first",
      description: "Scope: ingest.",
      parameters,
      requestBody: { required: true, content: { "application/json": { schema: schemaOf(commitBody) } } },
      responses: {
        201: entry("Committed; every figure follows already."),
        202: entry("Still running; ask GET /api/v1/imports/{id}."),
        ...problems,
        409: error("It does not wait for a decision, or overlaps and `overlap` is not given."),
        422: entry("Refused; nothing of it counts."),
      },
    },
  },
  "/api/v1/imports/{id}/discard": {
    post: {
      summary: "Give up an import that was looked at first",
      description: "Scope: ingest.",
      parameters,
      responses: {
        200: answer(
          {
            type: "object",
            properties: { importId: { type: "string" }, status: { const: "cancelled" } },
            required: ["importId", "status"],
          },
          "Done; nothing of it counts.",
        ),
        ...problems,
        409: error("It does not wait for a decision."),
      },
    },
  },
  "/api/v1/imports/{id}/preview": {
    post: {
      summary: "Look at an import once more, as another format",
      description: "Scope: ingest.",
      parameters,
      requestBody: {
        required: true,
        content: { "application/json": { schema: schemaOf(previewBody) } },
      },
      responses: {
        200: entry("Ready, with its preview."),
        202: entry("Still being looked at; ask GET /api/v1/imports/{id}."),
        ...problems,
        409: error("It is past that."),
        422: entry("It cannot be read as that format."),
      },
    },
  },
};
