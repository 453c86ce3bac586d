import { route } from "@/lib/auth";
import { answerTus, type FinishedUpload, finishedUpload, finishUpload } from "@/lib/ingest/uploads";
import { resumeImportsOf, startImport } from "@/lib/jobs/imports";

const PATH = "/api/uploads";

/** Names the import an upload has become, on the answer to whatever request ended it. */
const IMPORT_HEADER = "costcurve-import";

type Handler = (request: Request, context: { params: Promise<object> }) => Promise<Response>;

/** One request of the tus protocol; the upload becomes an import with its last byte. */
export const receiveUpload: Handler = route(
  { needs: "import:create" },
  async ({ actor, params, request }) => {
    const { id } = params;
    // The answer that told of the import may have been lost on its way: the sender asks again how far it got.
    const done = id && request.method === "HEAD" ? await finishedUpload(actor, id) : null;
    if (done) return wholeAnswer(done);
    let whole: string | null = null;
    const answer = await answerTus(actor, request, {
      path: PATH,
      onWhole: (uploadId) => {
        whole = uploadId;
      },
    });
    const { headers } = answer;
    if (id && request.method === "HEAD" && headers.get("upload-offset") === headers.get("upload-length"))
      whole = id;
    if (whole === null || !answer.ok) return answer;
    const finished = await finishUpload(actor, whole);
    if (finished.isKnown) await resumeImportsOf(actor.organizationId);
    else startImport(actor.organizationId, finished.importId).catch(() => {});
    headers.set(IMPORT_HEADER, String(finished.importId));
    return answer;
  },
);

const wholeAnswer = ({ importId, bytes }: FinishedUpload): Response =>
  new Response(null, {
    headers: {
      "tus-resumable": "1.0.0",
      "upload-offset": String(bytes),
      "upload-length": String(bytes),
      [IMPORT_HEADER]: String(importId),
    },
  });
