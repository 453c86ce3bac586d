import { createHash, randomUUID } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { copyFile, link, mkdir, open, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { type Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { UserError } from "@/lib/commands/errors";
import { readConfig } from "@/lib/db/config";
import { outageOf } from "./outages";

/** A file kept as evidence, under the hash of its bytes. */
export type StoredFile = { readonly hash: string; readonly bytes: number };

export const UPLOAD_BYTES_MAX = 8 * 1024 ** 3;

/**
 * Keeps the bytes of a stream under their SHA-256, once whatever the number of uploads. The bytes reach the disk before
 * their name does, so a name always stands for a whole file.
 * @throws Error where the stream breaks off or exceeds `UPLOAD_BYTES_MAX`; nothing is kept then.
 */
export async function storeFile(organizationId: number, input: Readable): Promise<StoredFile> {
  // A stream may break off before it is read below, which must not end the process; the pipeline tells it again.
  input.on("error", () => {});
  const folder = folderOf(organizationId);
  await mkdir(folder, { recursive: true });
  const part = join(folder, `${randomUUID()}.part`);
  const hash = createHash("sha256");
  let bytes = 0;
  const measure = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes > UPLOAD_BYTES_MAX) {
        done(new Error("The file is larger than 8 GB. Split it and upload the parts."));
        return;
      }
      hash.update(chunk);
      done(null, chunk);
    },
  });
  try {
    await pipeline(input, measure, createWriteStream(part, { flush: true }));
    const name = hash.digest("hex");
    await rename(part, join(folder, name));
    await syncFolder(folder);
    return { hash: name, bytes };
  } catch (error) {
    await rm(part, { force: true });
    throw outageOf(error)?.kind === "full" ? diskFull() : error;
  }
}

const diskFull = (): UserError =>
  new UserError({
    code: "disk_full",
    message: "The disk that holds the imported files is full. Nothing of the file was kept.",
    fix: "Make room there, or ask whoever runs this Costcurve to; then send the file again.",
    status: 507,
  });

/**
 * Keeps a whole file of our own disk under its SHA-256, without copying its bytes where the disk can name a file twice;
 * the file itself stays where it is, for the caller to remove.
 */
export async function storeLocalFile(organizationId: number, path: string): Promise<StoredFile> {
  const folder = folderOf(organizationId);
  await mkdir(folder, { recursive: true });
  const hash = createHash("sha256");
  const file = await open(path, "r");
  try {
    await file.sync();
    for await (const chunk of file.createReadStream({ autoClose: false, highWaterMark: 1 << 20 }))
      hash.update(chunk);
    const stored = { hash: hash.digest("hex"), bytes: (await file.stat()).size };
    await nameAgain(path, join(folder, stored.hash));
    await syncFolder(folder);
    return stored;
  } finally {
    await file.close();
  }
}

async function nameAgain(path: string, name: string): Promise<void> {
  try {
    await link(path, name);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : null;
    if (code === "EEXIST") return;
    // Some disks know one name a file only, and a link never crosses from one disk to another.
    const part = `${name}.${randomUUID()}.part`;
    try {
      await copyFile(path, part);
      await rename(part, name);
    } catch (failed) {
      await rm(part, { force: true });
      throw outageOf(failed)?.kind === "full" ? diskFull() : failed;
    }
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  await handle.sync().finally(() => handle.close());
}

/** The bytes of a stored file. */
export function readStored(organizationId: number, hash: string): Readable {
  return createReadStream(pathOf(organizationId, hash), { highWaterMark: 1 << 18 });
}

export async function isStored(organizationId: number, hash: string): Promise<boolean> {
  return stat(pathOf(organizationId, hash)).then(
    () => true,
    () => false,
  );
}

/** Deletes a stored file; false where it was not there. */
export async function dropStored(organizationId: number, hash: string): Promise<boolean> {
  const wasThere = await isStored(organizationId, hash);
  await rm(pathOf(organizationId, hash), { force: true });
  return wasThere;
}

function pathOf(organizationId: number, hash: string): string {
  if (!/^[0-9a-f]{64}$/.test(hash)) throw new RangeError("not the hash of a file");
  return join(folderOf(organizationId), hash);
}

const folderOf = (organizationId: number) => join(readConfig().dataFolder, "files", String(organizationId));
