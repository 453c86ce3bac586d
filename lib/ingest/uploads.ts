import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { FileStore } from "@tus/file-store";
import { MemoryLocker, Server } from "@tus/server";
import { z } from "zod";
import type { Actor } from "@/lib/access/actor";
import { parseInput } from "@/lib/commands/command";
import { conflict, notFound, UserError } from "@/lib/commands/errors";
import { inOrganization } from "@/lib/db/organization";
import { sql } from "@/lib/db/sql";
import { beginStoredImport } from "./import-file";
import { storeLocalFile, UPLOAD_BYTES_MAX } from "./store";
import {
  freeForUploads,
  isUploadId,
  sweepUploads,
  UNFINISHED_MAX,
  UPLOAD_KEPT_MS,
  unfinishedUploads,
  uploadFolder,
  uploadNotes,
} from "./upload-folder";

/** What a sender may say of an upload, as tus metadata; the same words as the query of POST /api/v1/imports. */
const metadataSchema = z.object({
  filename: z.string().trim().min(1).max(300).default("upload"),
  as: z.string().trim().min(1).max(100).optional(),
  account: z.string().trim().min(1).max(200).optional(),
  overlap: z.enum(["keep", "replace"]).optional(),
  preview: z.enum(["true", "false"]).optional(),
});

/** An upload that has become an import, or is just about to. */
export type FinishedUpload = Readonly<{
  importId: number;
  isKnown: boolean;
  isPreview: boolean;
  bytes: number;
}>;

/** Two requests for one upload never write at once in this process; the second makes the first let go. */
const locker = new MemoryLocker();

const senderOf = (actor: Actor) => actor.userId ?? actor.keyId ?? "system";

/**
 * Answers one request of the tus protocol (creation, creation-with-upload, expiration, termination; see
 * docs/operating.md). `onWhole` is called with the upload's id when its last byte has come.
 * Uploads lie in a folder of their organization and remember their sender: for everybody else they do not exist.
 */
export async function answerTus(
  actor: Actor,
  request: Request,
  options: { readonly path: string; readonly onWhole: (id: string) => void },
): Promise<Response> {
  const org = actor.organizationId;
  const server = new Server({
    path: options.path,
    relativeLocation: true,
    maxSize: UPLOAD_BYTES_MAX,
    locker,
    datastore: new FileStore({
      directory: uploadFolder(org),
      expirationPeriodInMilliseconds: UPLOAD_KEPT_MS,
    }),
    // Our own pages alone send here.
    allowedOrigins: () => false,
    namingFunction: () => randomBytes(16).toString("hex"),
    getFileIdFromRequest: (_request, last) => (isUploadId(last) ? last : undefined),
    onIncomingRequest: async (incoming, id) => {
      if (incoming.method !== "POST") await ownUpload(actor, id);
    },
    onUploadCreate: async (_request, upload) => {
      const metadata = parseInput(metadataSchema, withoutEmpty(upload.metadata ?? {}));
      await sweepUploads(Date.now());
      await checkRoom(org, upload.size ?? 0);
      return { metadata: { ...metadata, sender: senderOf(actor) } };
    },
    onUploadFinish: async (_request, upload) => {
      options.onWhole(upload.id);
      return {};
    },
    onResponseError: (_request, error) => toldOf(error),
  });
  const answer = await server.handleWeb(request);
  answer.headers.delete("access-control-expose-headers");
  return answer;
}

const withoutEmpty = (metadata: Readonly<Record<string, string | null | undefined>>) =>
  Object.fromEntries(Object.entries(metadata).filter(([, value]) => value));

/** The protocol's own errors keep their words; ours are told as everywhere in the API. */
function toldOf(error: Error | { status_code: number; body: string }) {
  if (!(error instanceof UserError)) return undefined;
  const { code, message, fix, status } = error;
  return { status_code: status, body: `${JSON.stringify({ error: { code, message, fix } })}\n` };
}

async function checkRoom(organizationId: number, bytes: number): Promise<void> {
  if ((await unfinishedUploads(organizationId)) >= UNFINISHED_MAX)
    throw conflict(
      "too_many_uploads",
      `${UNFINISHED_MAX} uploads have been begun and not ended.`,
      "Go on with them or remove them on the imports page; each is given up a week after it began.",
    );
  if ((await freeForUploads(organizationId)) < bytes)
    throw new UserError({
      code: "disk_full",
      message: "The server's disk has no room for a file of this size.",
      fix: "Make room on the disk that holds Costcurve's data folder, and send the file again.",
      status: 507,
    });
}

async function ownUpload(actor: Actor, id: string) {
  const notes = await uploadNotes(actor.organizationId, id);
  if (!notes || notes.metadata.sender !== senderOf(actor)) throw notFound("upload", id);
  return notes;
}

const finishing = new Map<string, Promise<FinishedUpload>>();

/**
 * Makes an import of an upload whose last byte has come, once, however often it is asked.
 * @throws UserError not_found where the actor has no such upload.
 */
export function finishUpload(actor: Actor, id: string): Promise<FinishedUpload> {
  const name = `${actor.organizationId} ${senderOf(actor)} ${id}`;
  const running = finishing.get(name);
  if (running) return running;
  const work = finish(actor, id).finally(() => finishing.delete(name));
  finishing.set(name, work);
  return work;
}

async function finish(actor: Actor, id: string): Promise<FinishedUpload> {
  const done = await finishedUpload(actor, id);
  if (done) return done;
  const org = actor.organizationId;
  const { metadata, size } = await ownUpload(actor, id);
  const folder = uploadFolder(org);
  const stored = await storeLocalFile(org, join(folder, id));
  if (stored.bytes !== size)
    throw conflict(
      "incomplete_upload",
      `${stored.bytes} of ${size ?? "an unknown number of"} bytes have arrived.`,
      "Send the rest of it.",
    );
  const { filename, as, account, overlap, preview } = parseInput(metadataSchema, metadata);
  const begun = await beginStoredImport(actor, stored, {
    fileName: filename,
    as,
    account,
    overlap,
    upload: id,
    preview: preview === "true",
  });
  await new FileStore({ directory: folder }).remove(id);
  return { ...begun, isPreview: preview === "true", bytes: stored.bytes };
}

/** The import an upload of this organization has become, or null. */
export async function finishedUpload(actor: Actor, id: string): Promise<FinishedUpload | null> {
  const org = actor.organizationId;
  const [row] = await inOrganization(org, (tx) =>
    tx.rows<{ id: number; status: string; byte_size: bigint }>(sql`select id, status, byte_size from "import"
      where organization_id = ${org} and options->>'upload' = ${id}
        and created_by is not distinct from ${actor.userId}::uuid limit 1`),
  );
  if (!row) return null;
  return {
    importId: row.id,
    isKnown: row.status === "duplicate",
    isPreview: false,
    bytes: Number(row.byte_size),
  };
}
