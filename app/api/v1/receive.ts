import { Readable, Transform } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import type { Actor } from "@/lib/access/actor";
import { jsonAnswer } from "@/lib/auth";
import { invalidInput, UserError } from "@/lib/commands/errors";
import { beginImport, type ImportOptions } from "@/lib/ingest/import-file";
import { resumeImportsOf, startImport } from "@/lib/jobs/imports";
import { importDetails, REJECTIONS_MAX } from "@/lib/reports/import-entry";
import { type ImportReport, importReport } from "@/lib/reports/imports";

const STATUS: Record<ImportReport["status"], number> = {
  committed: 201,
  running: 202,
  paused: 202,
  ready: 200,
  duplicate: 200,
  refused: 422,
  failed: 500,
  cancelled: 200,
  voided: 200,
};

/**
 * Keeps the request's body, begins an import with it, and answers with its result, or with 202 where that takes longer
 * than `waitSeconds`; the work goes on then.
 */
export async function receiveImport(
  actor: Actor,
  request: Request,
  options: ImportOptions & { readonly waitSeconds: number },
): Promise<Response> {
  const { importId, isKnown } = await beginImport(actor, bodyOf(request), options);
  // Known bytes may be those of an import that a dead process left unfinished.
  if (isKnown) await resumeImportsOf(actor.organizationId);
  else await atMost(options.waitSeconds, startImport(actor.organizationId, importId));
  return answerWithImport(actor, importId);
}

/** Carries an import out that is on record, and answers with its result, or with 202 where it takes longer. */
export async function carryOut(actor: Actor, importId: number, waitSeconds: number): Promise<Response> {
  await atMost(waitSeconds, startImport(actor.organizationId, importId));
  return answerWithImport(actor, importId);
}

async function answerWithImport(actor: Actor, importId: number): Promise<Response> {
  const report = await importReport(actor, importId, { rejections: REJECTIONS_MAX });
  if (!report) throw new Error(`import ${importId} has disappeared`);
  const answer = jsonAnswer(
    report.status === "refused" || report.status === "failed" ? withError(report) : importDetails(report),
    STATUS[report.status],
  );
  answer.headers.set("location", `/api/v1/imports/${importId}`);
  return answer;
}

/** A file that was not taken is told as an import and as an error alike. */
const withError = (report: ImportReport) => ({
  ...importDetails(report),
  error: {
    code: report.status === "refused" ? "refused" : "internal",
    message: report.reason ?? "The file was not taken.",
    fix:
      report.status === "refused"
        ? "Nothing of the file counts; mend it and send it again."
        : "Send it again.",
  },
});

/** The body's bytes; a body shorter or longer than it was announced breaks off, so that nothing of it is kept. */
function bodyOf(request: Request): Readable {
  if (!request.body) throw invalidInput("The body is empty.", "Send the file's bytes as the body.");
  const announced = request.headers.get("content-length");
  let bytes = 0;
  const count = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      done(null, chunk);
    },
    flush(done) {
      done(announced !== null && Number(announced) !== bytes ? cutShort(bytes, announced) : null);
    },
  });
  const body = Readable.fromWeb(request.body as ReadableStream<Uint8Array>);
  body.once("error", () => count.destroy(brokenOff(bytes)));
  return body.pipe(count);
}

const cutShort = (bytes: number, announced: string) =>
  new UserError({
    code: "incomplete_body",
    message: `${bytes} bytes arrived, but Content-Length says ${announced}. Nothing was kept.`,
    fix: "Send the file again; if it happens again, look for a proxy that limits the size of bodies.",
  });

const brokenOff = (bytes: number) =>
  new UserError({
    code: "incomplete_body",
    message: `The connection broke off after ${bytes} bytes. Nothing was kept.`,
    fix: "Send the file again.",
  });

async function atMost(seconds: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, seconds * 1000);
  });
  await Promise.race([work, late]).finally(() => clearTimeout(timer));
  // What goes wrong after the answer stands in the import's own row.
  work.catch(() => {});
}
