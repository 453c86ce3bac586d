import { mkdir, readdir, readFile, rm, stat, statfs } from "node:fs/promises";
import { join } from "node:path";
import { readConfig } from "@/lib/db/config";

/** An upload nobody went on with is given up after this; its sender is told the date with every answer. */
export const UPLOAD_KEPT_MS = 7 * 86_400_000;

/** Begun and not ended, of one organization: more would only fill the disk. */
export const UNFINISHED_MAX = 100;

/** Left free on the disk beside what an upload announces: the database lives there too. */
const FREE_BYTES_MIN = 512 * 1024 ** 2;

const SWEEP_MS = 3_600_000;

/** Ids are ours alone, 32 hexadecimal digits: nothing a stranger writes becomes part of a path. */
export const isUploadId = (text: string | undefined): text is string => /^[0-9a-f]{32}$/.test(text ?? "");

/** Where an organization's unfinished uploads lie: nobody else's request ever looks into this folder. */
export const uploadFolder = (organizationId: number): string => join(allUploads(), String(organizationId));

const allUploads = () => join(readConfig().dataFolder, "uploads");

/** How many uploads an organization has begun and not ended. */
export async function unfinishedUploads(organizationId: number): Promise<number> {
  const names = await readdir(uploadFolder(organizationId)).catch(() => [] as string[]);
  return names.filter((name) => name.endsWith(".json")).length;
}

/** The bytes an upload may still bring to this disk. */
export async function freeForUploads(organizationId: number): Promise<number> {
  const folder = uploadFolder(organizationId);
  await mkdir(folder, { recursive: true });
  const disk = await statfs(folder);
  return disk.bavail * disk.bsize - FREE_BYTES_MIN;
}

let sweptAt = 0;

/** Removes the uploads nobody went on with, of every organization; asked often, it looks at most once an hour. */
export async function sweepUploads(nowMs: number): Promise<number> {
  if (nowMs - sweptAt < SWEEP_MS) return 0;
  sweptAt = nowMs;
  let removed = 0;
  for (const name of await readdir(allUploads()).catch(() => [] as string[])) {
    if (/^[1-9]\d{0,9}$/.test(name)) removed += await sweepFolder(uploadFolder(Number(name)), nowMs);
  }
  return removed;
}

/** Keeps that up for as long as the process lives. */
export function keepUploadsSwept(): void {
  const sweep = () => void sweepUploads(Date.now()).catch(() => {});
  sweep();
  setInterval(sweep, SWEEP_MS).unref();
}

async function sweepFolder(folder: string, nowMs: number): Promise<number> {
  let removed = 0;
  for (const name of await readdir(folder)) {
    const id = name.replace(/\.json$/, "");
    const path = join(folder, id);
    if (!isUploadId(id) || !(await isOld(path, nowMs))) continue;
    await rm(path, { force: true });
    await rm(`${path}.json`, { force: true });
    removed += 1;
  }
  return removed;
}

/** By the last byte that came, or where the file itself is gone by what is known of it. */
async function isOld(path: string, nowMs: number): Promise<boolean> {
  for (const each of [path, `${path}.json`]) {
    const found = await stat(each).catch(() => null);
    if (found) return nowMs - found.mtimeMs > UPLOAD_KEPT_MS;
  }
  return false;
}

/** What was said of an upload when it began; null where there is none of this id. */
export async function uploadNotes(
  organizationId: number,
  id: string,
): Promise<{ size: number | null; metadata: Readonly<Record<string, string>> } | null> {
  if (!isUploadId(id)) return null;
  const text = await readFile(`${join(uploadFolder(organizationId), id)}.json`, "utf8").catch(() => null);
  if (text === null) return null;
  const notes = JSON.parse(text);
  return { size: notes.size ?? null, metadata: notes.metadata ?? {} };
}
