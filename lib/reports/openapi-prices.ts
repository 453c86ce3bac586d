import { z } from "zod";
import {
  endBody,
  enteredBody,
  priceLine,
  pricesBody,
  pricesQuery,
  repriceAnswer,
  repriceBody,
} from "./price-schemas";

const answer = (schema: object, description: string) => ({
  description,
  content: { "application/json": { schema } },
});
const error = (description: string) => answer({ $ref: "#/components/schemas/Error" }, description);
const schemaOf = (schema: z.ZodType, io: "input" | "output" = "output") => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io });
  return rest;
};
const body = (schema: z.ZodType) => ({
  required: true,
  content: { "application/json": { schema: schemaOf(schema, "input") } },
});

const problems = {
  400: error("The call is wrong; `problems` names each entry, field and reason. Nothing was written."),
  401: error("No key, no session, or one that is not known."),
  403: error("The key lacks the scope, or the role does not allow it."),
};
const missing = { 404: error("There is none of this id in the organization.") };
const clash = { 409: error("Its state does not allow that.") };
const parameters = [{ name: "id", in: "path", required: true, schema: { type: "string" } }];

/** The part of the OpenAPI description that is about the price book and re-pricing. */
export const pricePaths = {
  "/api/v1/prices": {
    get: {
      summary: "The price book: own entries first, then the list prices of what is used",
      description: "Scope: read.",
      parameters: Object.entries(pricesQuery.shape).map(([name, field]) => ({
        name,
        in: "query",
        required: false,
        ...(field.description ? { description: field.description } : {}),
        schema: schemaOf(field, "input"),
      })),
      responses: {
        200: answer(schemaOf(z.object({ prices: z.array(priceLine) })), "The lines that hold."),
        ...problems,
      },
    },
    post: {
      summary: "Enter own prices, discounts and mark-ups, all or none",
      description:
        "A later start closes an open end, the same start replaces. What is priced keeps its price until a re-price. Scope: prices.",
      requestBody: body(pricesBody),
      responses: { 200: answer(schemaOf(enteredBody), "Entered."), ...problems },
    },
  },
  "/api/v1/prices/{id}": {
    delete: {
      summary: "Take an own entry out of the book",
      description: "It stays on record, and what it priced keeps its price until a re-price. Scope: prices.",
      parameters,
      responses: { 200: answer({ type: "object" }, "Removed."), ...problems, ...missing },
    },
  },
  "/api/v1/prices/{id}/end": {
    post: {
      summary: "Give an own entry its last day",
      description: "Scope: prices.",
      parameters,
      requestBody: body(endBody),
      responses: { 200: answer({ type: "object" }, "Replaced by one that ends."), ...problems, ...missing },
    },
  },
  "/api/v1/prices/import": {
    post: {
      summary: "Enter a CSV of own prices, all of it or nothing",
      description: "The columns of the export, 5 MB at most. Scope: prices.",
      requestBody: { required: true, content: { "text/csv": { schema: { type: "string" } } } },
      responses: { 200: answer(schemaOf(enteredBody), "Entered."), ...problems },
    },
  },
  "/api/v1/prices/export": {
    get: {
      summary: "The own entries as CSV",
      description: "Scope: read.",
      responses: {
        200: { description: "A CSV.", content: { "text/csv": { schema: { type: "string" } } } },
        ...problems,
      },
    },
  },
  "/api/v1/reprice": {
    get: {
      summary: "The re-prices that were applied, undone ones too, latest first",
      description: "Scope: read.",
      responses: {
        200: answer(schemaOf(z.object({ reprices: z.array(repriceAnswer.loose()) })), "With who and when."),
        ...problems,
      },
    },
    post: {
      summary: "Price past days again by the book as it stands",
      description: "Without `apply` nothing moves: the answer says what would. Scope: prices.",
      requestBody: body(repriceBody),
      responses: { 200: answer(schemaOf(repriceAnswer), "What moves, or moved."), ...problems },
    },
  },
  "/api/v1/reprice/{id}": {
    get: {
      summary: "One re-price, whatever became of it",
      description: "Scope: read.",
      parameters,
      responses: {
        200: answer(schemaOf(repriceAnswer.loose()), "With who and when."),
        ...problems,
        ...missing,
      },
    },
  },
  "/api/v1/reprice/{id}/apply": {
    post: {
      summary: "Apply a re-price that was looked at, if it would still do what was shown",
      description: "Scope: prices.",
      parameters,
      responses: { 200: answer({ type: "object" }, "Applied."), ...problems, ...missing, ...clash },
    },
  },
  "/api/v1/reprice/{id}/undo": {
    post: {
      summary: "Put the prices back that a re-price replaced",
      description: "Every figure is as before it. Scope: prices.",
      parameters,
      responses: { 200: answer({ type: "object" }, "Undone."), ...problems, ...missing, ...clash },
    },
  },
};
