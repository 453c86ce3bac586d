import { type ByteProgress, refuseBomb, UNPACKED_BYTES_MAX } from "./bounds";
import { kindOf, peek } from "./bytes";
import { type RandomAccess, spooled } from "./random-access";
import { readParquet } from "./read-parquet";
import { readText } from "./read-text";
import type { Reading, ReadOptions } from "./reading";
import type { ReadBatch, Rejection, SourceRecord } from "./records";
import { sources } from "./sources";
import { FileRefusal } from "./sources/refusal";
import type { Source } from "./sources/source";
import { shown } from "./sources/values";
import type { ZipEntry } from "./zip-directory";
import { zipMember } from "./zip-member";
import { inMember, isBeside, nothingInside, zipMembers } from "./zip-members";
import { ZipSummary } from "./zip-summary";

/** One file of an archive, opened. */
type Member = { name: string; reading: Reading };

/**
 * Reads the files of a zip archive one after the other, each by its own format. Lines go on from file to file: those of
 * the second begin behind the last that had a row in the first, so a line is one row of the whole archive; the place in
 * the file itself is in `path` ("usage/2026-10.csv:17"). One file that cannot be read refuses the archive.
 */
export async function readZip(access: RandomAccess, options: ReadOptions): Promise<Reading> {
  const archive = new ZipReading(access, options);
  try {
    const first = await archive.next();
    if (first === null) throw nothingInside(archive.summary.left);
    return {
      source: first.reading.source,
      batches: archive.batches(first),
      summary: () => archive.summary.result(),
    };
  } catch (error) {
    await access.close();
    throw error;
  }
}

class ZipReading {
  readonly summary: ZipSummary;
  private readonly access: RandomAccess;
  private readonly options: ReadOptions;
  private readonly progress: ByteProgress = { packed: 0, unpacked: 0 };
  private entries: ZipEntry[] | null = null;
  private repeats: { of: string; name: string } | null = null;
  private offset = 0;
  /** A file of the archive that needs random access itself; open until it is read, or never will be. */
  private inner: RandomAccess | null = null;

  constructor(access: RandomAccess, options: ReadOptions) {
    this.access = access;
    this.options = options;
    this.summary = new ZipSummary(access.size, this.progress);
  }

  /** Opens the next file that holds an export; null behind the last. */
  async next(): Promise<Member | null> {
    this.entries ??= await zipMembers(this.access);
    for (let entry = this.entries.shift(); entry; entry = this.entries.shift()) {
      this.options.signal?.throwIfAborted();
      const member = await this.open(entry);
      if (member === null) this.summary.left.push(entry.name);
      else {
        this.checkRepeats(member);
        return member;
      }
    }
    return null;
  }

  async *batches(first: Member): AsyncGenerator<ReadBatch> {
    try {
      for (let member: Member | null = first; member !== null; member = await this.next()) {
        let lastLine = 0;
        for await (const batch of this.batchesOf(member)) {
          for (const record of batch.records) {
            lastLine = Math.max(lastLine, record.line);
            this.place(record, member.name);
          }
          yield { ...batch, bytesRead: this.progress.packed };
        }
        this.offset += lastLine;
        this.summary.add(member.name, member.reading);
      }
      this.summary.refuseOverlaps();
    } finally {
      await this.inner?.close();
      await this.access.close();
    }
  }

  private async *batchesOf({ name, reading }: Member): AsyncGenerator<ReadBatch> {
    try {
      yield* reading.batches;
    } catch (error) {
      throw error instanceof FileRefusal ? inMember(name, error) : error;
    }
  }

  private async open(entry: ZipEntry): Promise<Member | null> {
    const { name } = entry;
    try {
      const [start, bytes] = await peek(this.bytesOf(entry), 4);
      if (start.length === 0 && entry.bytes === 0) return null;
      return { name, reading: await this.readingOf(start, bytes) };
    } catch (error) {
      if (!(error instanceof FileRefusal)) throw error;
      const isUnknown = error.code === "unknown-format" || error.code === "wrong-format";
      if ((isUnknown && isBeside(name)) || error.code === "empty-file") return null;
      throw inMember(name, error);
    }
  }

  private async readingOf(start: Buffer, bytes: AsyncGenerator<Buffer>): Promise<Reading> {
    const { onBytes, ...options } = this.options;
    const kind = kindOf(start);
    if (kind === "parquet") {
      this.inner = await spooled(bytes, UNPACKED_BYTES_MAX);
      return readParquet(this.inner, options);
    }
    if (kind !== "zip") return readText(bytes, options);
    await bytes.return(undefined);
    throw new FileRefusal("broken-container", {
      reason: "It is an archive, or a workbook, inside the archive.",
      fix: "Unpack it and pack its files into one archive, or save the sheet as CSV.",
    });
  }

  /** The bytes of one file, held against what may be unpacked in all. */
  private async *bytesOf(entry: ZipEntry): AsyncGenerator<Buffer> {
    const { unpackedBytesMax = UNPACKED_BYTES_MAX, onBytes, signal } = this.options;
    const onPacked = (bytes: number): void => {
      this.progress.packed += bytes;
      onBytes?.(this.progress.packed);
    };
    for await (const chunk of zipMember(this.access, entry, { onPacked, unpackedBytesMax })) {
      signal?.throwIfAborted();
      this.progress.unpacked += chunk.length;
      refuseBomb(this.progress, unpackedBytesMax);
      yield chunk;
    }
  }

  private place(record: SourceRecord | Rejection, name: string): void {
    const place: { line: number; path: string | null } = record;
    place.path = `${name}:${record.line}${record.path === null ? "" : `:${record.path}`}`;
    place.line = this.offset + record.line;
  }

  /** The ledger takes a file by one rule for rows that come twice: formats of two rules need two uploads. */
  private checkRepeats({ name, reading }: Member): void {
    const known: readonly Source[] = this.options.sources ?? sources;
    const of = known.find(({ id }) => id === reading.source.id)?.repeats ?? "latest";
    this.repeats ??= { of, name };
    if (this.repeats.of === of) return;
    throw new FileRefusal("wrong-format", {
      reason: `The archive mixes logs of calls with reports (“${shown(this.repeats.name)}”, “${shown(name)}”), in which rows that come twice count differently.`,
      fix: "Upload the logs and the reports apart.",
    });
  }
}
