import type { RandomAccess } from "./random-access";
import { FileRefusal } from "./sources/refusal";
import { shown } from "./sources/values";

const END = 0x06054b50;
const END_64 = 0x06064b50;
const END_64_LOCATOR = 0x07064b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
const END_BYTES = 22;
const LOCAL_BYTES = 30;
const ENTRIES_MAX = 10_000;
const DIRECTORY_BYTES_MAX = 32 * 1024 ** 2;

/** One file of a zip archive, as its directory tells of it. */
export type ZipEntry = Readonly<{
  name: string;
  /** As written, to be compared with the name in front of the file itself. */
  rawName: Buffer;
  method: number;
  crc: number;
  packedBytes: number;
  bytes: number;
  isEncrypted: boolean;
  /** Where its header begins, and where the next entry's does. */
  from: number;
  to: number;
}>;

/**
 * The entries of a zip archive in the order of its directory, zip64 included. Names are only ever shown: none reaches
 * the disk, and one that would climb out of a folder refuses the archive all the same.
 * @throws FileRefusal where the directory is damaged, or describes what an honest archive never is
 */
export async function zipEntries(access: RandomAccess): Promise<ZipEntry[]> {
  const { count, from, bytes } = await directoryOf(access);
  if (count > ENTRIES_MAX)
    throw new FileRefusal("too-large", {
      reason: `The archive holds ${count} files; ${ENTRIES_MAX} is the most.`,
      fix: "Pack fewer files into one archive, or join them.",
    });
  if (bytes > DIRECTORY_BYTES_MAX) throw brokenZip("its directory is too large");
  const directory = await access.read(from, bytes);
  const entries: ZipEntry[] = [];
  let at = 0;
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > directory.length || directory.readUInt32LE(at) !== ENTRY)
      throw brokenZip("its directory is damaged");
    const length =
      46 +
      directory.readUInt16LE(at + 28) +
      directory.readUInt16LE(at + 30) +
      directory.readUInt16LE(at + 32);
    if (at + length > directory.length) throw brokenZip("its directory is damaged");
    entries.push(entryOf(directory.subarray(at, at + length)));
    at += length;
  }
  if (at !== directory.length) throw brokenZip("its directory is damaged");
  return apart(entries, from);
}

export const brokenZip = (detail: string): FileRefusal =>
  new FileRefusal("broken-container", {
    reason: `The zip archive is damaged or cut short (${detail}). Nothing of it was taken.`,
    fix: "Download or pack it again and upload the whole file.",
  });

async function directoryOf(access: RandomAccess): Promise<{ count: number; from: number; bytes: number }> {
  const tailFrom = Math.max(0, access.size - END_BYTES - 0xffff);
  const tail = await access.read(tailFrom, access.size - tailFrom);
  let end = tail.length - END_BYTES;
  // The archive ends with its comment: anything behind it is no archive any more (ledger rule 21).
  while (
    end >= 0 &&
    !(tail.readUInt32LE(end) === END && end + END_BYTES + tail.readUInt16LE(end + 20) === tail.length)
  )
    end -= 1;
  if (end < 0) throw brokenZip("it does not end as an archive does");
  const endAt = tailFrom + end;
  const found = {
    disks: tail.readUInt16LE(end + 4) + tail.readUInt16LE(end + 6),
    count: tail.readUInt16LE(end + 10),
    bytes: tail.readUInt32LE(end + 12),
    from: tail.readUInt32LE(end + 16),
    until: endAt,
  };
  const locator = await access.read(endAt - 20, endAt >= 20 ? 20 : 0);
  if (locator.length === 20 && locator.readUInt32LE(0) === END_64_LOCATOR) {
    const at = Number(locator.readBigUInt64LE(8));
    const large = at + 56 <= endAt ? await access.read(at, 56) : Buffer.alloc(0);
    if (large.length < 56 || large.readUInt32LE(0) !== END_64) throw brokenZip("its directory is damaged");
    found.disks = large.readUInt32LE(16) + large.readUInt32LE(20);
    found.count = Number(large.readBigUInt64LE(32));
    found.bytes = Number(large.readBigUInt64LE(40));
    found.from = Number(large.readBigUInt64LE(48));
    found.until = at;
  }
  if (found.disks !== 0)
    throw new FileRefusal("broken-container", {
      reason: "The zip archive is one part of several.",
      fix: "Pack it as one archive and upload that.",
    });
  if (found.from + found.bytes !== found.until) throw brokenZip("its directory is not where it should be");
  return found;
}

function entryOf(record: Buffer): ZipEntry {
  const flags = record.readUInt16LE(8);
  const nameBytes = record.readUInt16LE(28);
  const rawName = record.subarray(46, 46 + nameBytes);
  const extra = record.subarray(46 + nameBytes, 46 + nameBytes + record.readUInt16LE(30));
  const large = largeNumbers(extra);
  const number = (at: number): number => {
    const value = record.readUInt32LE(at);
    return value === 0xffffffff ? large() : value;
  };
  // In this order they stand in the extra field of zip64.
  const bytes = number(24);
  const packedBytes = number(20);
  const from = number(42);
  const name = decoded(rawName);
  refuseName(name);
  return {
    name,
    rawName,
    method: record.readUInt16LE(10),
    crc: record.readUInt32LE(16),
    packedBytes,
    bytes,
    isEncrypted: (flags & 0x2041) !== 0,
    from,
    to: from,
  };
}

/** Gives the 64-bit numbers of the zip64 field, one after the other. */
function largeNumbers(extra: Buffer): () => number {
  let at = 0;
  while (at + 4 <= extra.length && extra.readUInt16LE(at) !== 1) at += 4 + extra.readUInt16LE(at + 2);
  const end = at + 4 <= extra.length ? Math.min(extra.length, at + 4 + extra.readUInt16LE(at + 2)) : 0;
  at += 4;
  return () => {
    if (at + 8 > end) throw brokenZip("a size of more than 4 GB is missing");
    const value = extra.readBigUInt64LE(at);
    at += 8;
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw brokenZip("a size is impossible");
    return Number(value);
  };
}

function decoded(name: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(name);
  } catch {
    return name.toString("latin1");
  }
}

function refuseName(name: string): void {
  const climbs = /^[/\\]|^[a-z]:|\0/i.test(name) || name.split(/[/\\]/).includes("..");
  if (!climbs && name !== "") return;
  throw new FileRefusal("broken-container", {
    reason: `The archive names a file “${shown(name)}”, which points outside of it: no export does.`,
    fix: "Pack the files again by their own names.",
  });
}

/** Each entry with the place where the next begins. Entries that share bytes would unpack the same again and again. */
function apart(entries: readonly ZipEntry[], directoryFrom: number): ZipEntry[] {
  const order = entries
    .map((_, index) => index)
    .sort((a, b) => (entries[a]?.from ?? 0) - (entries[b]?.from ?? 0));
  const placed = [...entries];
  const names = new Set<string>();
  for (const [rank, index] of order.entries()) {
    const entry = entries[index];
    if (!entry) continue;
    const to = entries[order[rank + 1] ?? -1]?.from ?? directoryFrom;
    if (entry.from + LOCAL_BYTES + entry.rawName.length + entry.packedBytes > to)
      throw new FileRefusal("broken-container", {
        reason: `The files of the archive lie one over the other (“${shown(entry.name)}”), as in an archive made to overflow.`,
        fix: "Pack the files again and upload that.",
      });
    if (names.has(entry.name)) throw brokenZip(`“${shown(entry.name)}” stands in it twice`);
    names.add(entry.name);
    placed[index] = { ...entry, to };
  }
  return placed;
}

/** Where an entry's packed bytes begin. Its own header must say what the directory says. */
export async function dataStart(access: RandomAccess, entry: ZipEntry): Promise<number> {
  const header = await access.read(entry.from, LOCAL_BYTES + entry.rawName.length);
  const isSame =
    header.length === LOCAL_BYTES + entry.rawName.length &&
    header.readUInt32LE(0) === LOCAL &&
    header.readUInt16LE(8) === entry.method &&
    header.readUInt16LE(26) === entry.rawName.length &&
    header.subarray(LOCAL_BYTES).equals(entry.rawName);
  if (!isSame) throw brokenZip(`“${shown(entry.name)}” is not where the directory says`);
  const start = entry.from + header.length + header.readUInt16LE(28);
  if (start + entry.packedBytes > entry.to)
    throw brokenZip(`“${shown(entry.name)}” is too long for its place`);
  return start;
}
