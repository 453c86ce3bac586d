const idle = (description: string) => ({ description });
const header = (name: string, description: string) => ({
  name,
  in: "header",
  required: true,
  description,
  schema: { type: "string" },
});
const version = header("Tus-Resumable", "1.0.0");
const id = { name: "id", in: "path", required: true, schema: { type: "string" } };

const problems = {
  401: idle("No key, no session, or one that is not known."),
  403: idle("The key lacks the scope, or the role does not allow it."),
};
const missing = { 404: idle("The sender has begun no upload of this id, or it was given up.") };
const bytes = {
  required: true,
  content: { "application/offset+octet-stream": { schema: { type: "string", format: "binary" } } },
};
/** On the answer to the request that brought the last byte. */
const becomes = {
  "Costcurve-Import": { description: "The import the upload has become.", schema: { type: "string" } },
};

/** The part of the OpenAPI description that is the tus protocol, for files too large to send twice. */
export const uploadPaths = {
  "/api/uploads": {
    options: {
      summary: "What the upload server can do (tus 1.0.0)",
      responses: { 204: idle("Extensions and the largest size."), ...problems },
    },
    post: {
      summary: "Begin a resumable upload (tus 1.0.0)",
      description:
        "Metadata: filename, as, account, overlap, preview, as in POST /api/v1/imports. A small file may come as the body. Scope: ingest.",
      parameters: [
        version,
        header("Upload-Length", "Bytes of the file, 8 GB at most."),
        { ...header("Upload-Metadata", "Pairs of a name and a base64 value."), required: false },
      ],
      requestBody: { ...bytes, required: false },
      responses: {
        201: { description: "Begun; Location is its address.", headers: becomes },
        400: idle("The metadata cannot be used."),
        ...problems,
        409: idle("Too many uploads are begun and not ended."),
        413: idle("Larger than any file may be."),
        507: idle("The server's disk has no room for it."),
      },
    },
  },
  "/api/uploads/{id}": {
    head: {
      summary: "How far an upload has come",
      parameters: [id, version],
      responses: { 200: { description: "Upload-Offset says.", headers: becomes }, ...problems, ...missing },
    },
    patch: {
      summary: "Send more bytes of an upload",
      parameters: [id, version, header("Upload-Offset", "Where these bytes begin.")],
      requestBody: bytes,
      responses: {
        204: { description: "Kept.", headers: becomes },
        ...problems,
        ...missing,
        409: idle("The upload stands elsewhere; ask how far it has come."),
      },
    },
    delete: {
      summary: "Give an upload up",
      parameters: [id, version],
      responses: { 204: idle("Its bytes are removed."), ...problems, ...missing },
    },
  },
};
