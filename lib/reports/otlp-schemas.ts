import { z } from "zod";

/** It is part of a file's name until the spans are imported. */
const ACCOUNT_BYTES_MAX = 100;

/** The query of POST /api/v1/otlp/v1/traces. */
export const spansQuery = z.strictObject({
  account: z
    .string()
    .trim()
    .min(1)
    .refine((text) => Buffer.byteLength(text) <= ACCOUNT_BYTES_MAX, `${ACCOUNT_BYTES_MAX} bytes at most`)
    .optional()
    .describe("The account of spans that name none."),
  overlap: z
    .enum(["keep", "replace"])
    .default("keep")
    .describe(
      "Which counts where the same usage is here already in another form: the earlier import, or these spans. An exporter cannot be asked.",
    ),
});

/** The body of an answer 200. */
export const spansAnswer = z
  .object({
    partialSuccess: z
      .object({
        rejectedSpans: z.string().describe("How many spans cannot be counted; a whole number as text."),
        errorMessage: z.string().describe("Where the first of them stands and what is wrong with it."),
      })
      .optional(),
  })
  .describe("ExportTraceServiceResponse: empty where all was taken.");

/** The body of any other answer. */
export const spansRefusal = z
  .object({ code: z.int(), message: z.string() })
  .describe("google.rpc.Status, in the encoding of the request.");
