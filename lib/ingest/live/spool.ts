import { randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { hostname } from "node:os";
import path from "node:path";
import type { Readable } from "node:stream";
import { readConfig } from "@/lib/db/config";

type Own = { readonly nonce: string; readonly active: Set<string> };

declare global {
  // One a process: the server's start and its routes are bundles of their own.
  var costcurveSpools: Own | undefined;
}

/**
 * Says which process writes a file, whose number alone is given anew to others (in a container always the same one),
 * and which of its files it works on.
 */
function own(): Own {
  globalThis.costcurveSpools ??= { nonce: randomBytes(4).toString("hex"), active: new Set() };
  return globalThis.costcurveSpools;
}

const HOST = hostname()
  .replace(/[^A-Za-z0-9]/g, "-")
  .slice(0, 40);
/** A file of another machine, or of a number that lives again, is left behind once nobody has written for so long. */
const LEFT_MS = 15 * 60_000;
const NAME =
  /^(?<account>[A-Za-z0-9_-]*)\.(?<overlap>keep|replace)\.(?<host>[A-Za-z0-9-]+)\.(?<pid>\d+)\.(?<nonce>[0-9a-f]+)\.[0-9a-f]+\.jsonl$/;

/** Where the lines of a file go: one organization, the account of rows that name none, and what counts in an overlap. */
export type Destination = Readonly<{
  organizationId: number;
  account: string | null;
  overlap: "keep" | "replace";
}>;

const rootFolder = () => path.join(readConfig().dataFolder, "live", "otlp");
const folderOf = (organizationId: number) => path.join(rootFolder(), String(organizationId));
const newName = ({ account, overlap }: Destination) =>
  [
    Buffer.from(account ?? "").toString("base64url"),
    overlap,
    HOST,
    process.pid,
    own().nonce,
    randomBytes(6).toString("hex"),
    "jsonl",
  ].join(".");

/** Lines on the disk that are not imported yet. What `append` has resolved survives a crash. */
export class Spool {
  readonly destination: Destination;
  readonly file: string;
  bytes = 0;
  private readonly handle: FileHandle;
  private waiting: { text: string; done: () => void; failed: (error: unknown) => void }[] = [];
  private writing: Promise<void> | null = null;

  private constructor(destination: Destination, file: string, handle: FileHandle) {
    this.destination = destination;
    this.file = file;
    this.handle = handle;
  }

  static async create(destination: Destination): Promise<Spool> {
    const folder = folderOf(destination.organizationId);
    await mkdir(folder, { recursive: true });
    const file = path.join(folder, newName(destination));
    own().active.add(file);
    const handle = await open(file, "wx");
    const parent = await open(folder, "r");
    await parent.sync().finally(() => parent.close());
    return new Spool(destination, file, handle);
  }

  /** Writes a line. Resolves when it is on the disk: lines that wait together are flushed together. */
  append(line: string): Promise<void> {
    const written = new Promise<void>((done, failed) => {
      this.waiting.push({ text: `${line}\n`, done, failed });
    });
    this.writing ??= this.write();
    return written;
  }

  private async write(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.waiting;
      this.waiting = [];
      const bytes = Buffer.from(batch.map(({ text }) => text).join(""));
      try {
        await this.handle.appendFile(bytes);
        await this.handle.datasync();
        this.bytes += bytes.length;
        for (const { done } of batch) done();
      } catch (error) {
        // Half a line must not spoil the next one.
        await this.handle.truncate(this.bytes).catch(() => {});
        for (const { failed } of batch) failed(error);
      }
    }
    this.writing = null;
  }

  /** Ends writing; the file stays until `drop`. */
  async close(): Promise<void> {
    await this.writing;
    await this.handle.close();
  }
}

export const readSpool = (file: string): Readable => createReadStream(file);

export async function dropSpool(file: string): Promise<void> {
  await rm(file, { force: true });
  own().active.delete(file);
}

/** Leaves a file to whoever looks for left ones next. */
export const leaveSpool = (file: string): boolean => own().active.delete(file);

/**
 * Takes over the files that ended processes left: whole lines are kept, a last one that never was acknowledged is cut
 * off. Whoever renames a file first has it, so that two processes do not import one twice.
 */
export async function takeLeftSpools(now: number): Promise<{ destination: Destination; file: string }[]> {
  const taken: { destination: Destination; file: string }[] = [];
  for (const organization of await readdir(rootFolder()).catch(() => [] as string[])) {
    const folder = path.join(rootFolder(), organization);
    for (const name of await readdir(folder).catch(() => [] as string[])) {
      const found = NAME.exec(name)?.groups;
      const file = path.join(folder, name);
      if (!found || !(await isLeft({ file, found, now }))) continue;
      const destination: Destination = {
        organizationId: Number(organization),
        account: Buffer.from(found.account ?? "", "base64url").toString("utf8") || null,
        overlap: found.overlap === "replace" ? "replace" : "keep",
      };
      const mine = path.join(folder, newName(destination));
      own().active.add(mine);
      const isMine = await rename(file, mine).then(
        () => true,
        () => leaveSpool(mine) && false,
      );
      if (isMine && (await trimmed(mine))) taken.push({ destination, file: mine });
    }
  }
  return taken;
}

async function isLeft({
  file,
  found,
  now,
}: {
  file: string;
  found: Record<string, string>;
  now: number;
}): Promise<boolean> {
  if (found.nonce === own().nonce) return !own().active.has(file);
  if (found.host === HOST && (Number(found.pid) === process.pid || !isAlive(Number(found.pid)))) return true;
  const { mtimeMs } = await stat(file).catch(() => ({ mtimeMs: now }));
  return now - mtimeMs > LEFT_MS;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** Cuts a file after its last whole line; false (and no file) where there is none. */
async function trimmed(file: string): Promise<boolean> {
  const handle = await open(file, "r+");
  try {
    let end = (await handle.stat()).size;
    const byte = Buffer.alloc(64 * 1024);
    while (end > 0) {
      const from = Math.max(0, end - byte.length);
      const { bytesRead } = await handle.read(byte, 0, end - from, from);
      const at = byte.subarray(0, bytesRead).lastIndexOf(10);
      if (at >= 0) {
        await handle.truncate(from + at + 1);
        return true;
      }
      end = from;
    }
  } finally {
    await handle.close();
  }
  await dropSpool(file);
  return false;
}
