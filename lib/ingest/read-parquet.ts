import type { ByteProgress } from "./bounds";
import { jsonHead, objectSource } from "./detect";
import { ParquetFile } from "./parquet-file";
import type { RandomAccess } from "./random-access";
import type { Reading, ReadOptions } from "./reading";
import type { ReadBatch } from "./records";
import { RowsOut } from "./rows-out";
import { sources } from "./sources";
import { BoundFile } from "./sources/open-file";

const BATCH_ROWS = 1000;

/** Reads a Parquet file: its columns and first row tell the format, and each row is an object of the columns it reads. */
export async function readParquet(access: RandomAccess, options: ReadOptions): Promise<Reading> {
  const progress: ByteProgress = { packed: 0, unpacked: 0 };
  try {
    const { unpackedBytesMax, onBytes } = options;
    const parquet = await ParquetFile.open(access, { progress, unpackedBytesMax, onBytes });
    const empty = Object.fromEntries(parquet.columns.map((name) => [name, null]));
    const head = jsonHead("parquet", (await parquet.first()) ?? empty);
    const source = objectSource({ options, sources: options.sources ?? sources }, head, "Parquet");
    const file = new BoundFile({ shape: "parquet", columns: [], now: options.now });
    const out = new RowsOut(source, file);
    // A source that looks for rows inside a value knows no columns beforehand.
    const columns = source.entries
      ? parquet.columns
      : parquet.columns.filter((name) => file.readsColumn(name));
    return {
      source: { id: source.id, title: source.title, shape: "parquet", kind: source.kind },
      batches: batches(),
      summary: () => out.summary({ packed: access.size, unpacked: progress.unpacked }),
    };

    async function* batches(): AsyncGenerator<ReadBatch> {
      let line = 0;
      try {
        for await (const rows of parquet.rows(columns))
          for (const row of rows) {
            options.signal?.throwIfAborted();
            line += 1;
            file.row.line = line;
            file.row.path = null;
            if (source.entries) takeEntries(row);
            else out.take(() => JSON.stringify(row), [row]);
            if (out.size >= BATCH_ROWS) yield { ...out.flush(), bytesRead: progress.packed };
          }
        yield { ...out.finish(), bytesRead: progress.packed };
      } finally {
        await access.close();
      }
    }

    function takeEntries(row: object): void {
      for (const { objects, path, isBroken } of source.entries?.(row) ?? []) {
        file.row.path = path;
        const text = (): string => JSON.stringify(objects.at(-1));
        if (isBroken) out.reject("An object is expected here.", null, text());
        else out.take(text, objects);
      }
    }
  } catch (error) {
    await access.close();
    throw error;
  }
}
