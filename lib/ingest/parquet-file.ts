import {
  type FileMetaData,
  parquetMetadataAsync,
  parquetScan,
  parquetSchema,
  type SchemaTree,
} from "hyparquet";
import { getSchemaPath } from "hyparquet/src/schema.js";
import { type ByteProgress, refuseBomb, UNPACKED_BYTES_MAX } from "./bounds";
import { brokenParquet, COMPRESSORS, checkPages } from "./parquet-pages";
import { type Convert, converterOf, keepDecimals, PARSERS } from "./parquet-values";
import type { RandomAccess } from "./random-access";
import { FileRefusal } from "./sources/refusal";

/** The columns read of one row group are held packed; a window of rows of them unpacked. */
const GROUP_BYTES_MAX = 64 * 1024 ** 2;
const WINDOW_CELLS = 400_000;
const WINDOW_ROWS_MAX = 20_000;
const FOOTER_BYTES_MAX = 64 * 1024 ** 2;
/** A cell counts as this much at least, so that a few bytes cannot tell of rows without end. */
const CELL_BYTES = 4;

/** A row as JSON would have it. */
export type ParquetRow = Readonly<Record<string, unknown>>;

type Options = {
  unpackedBytesMax?: number | undefined;
  progress: ByteProgress;
  onBytes?: ((bytes: number) => void) | undefined;
};

/** One Parquet file: its columns, and its rows group by group, of the columns asked for. */
export class ParquetFile {
  /** Names of the columns at the top. */
  readonly columns: readonly string[];
  private readonly access: RandomAccess;
  private readonly metadata: FileMetaData;
  private readonly trees: ReadonlyMap<string, SchemaTree>;
  private readonly options: Options;

  private constructor(access: RandomAccess, metadata: FileMetaData, options: Options) {
    this.access = access;
    this.metadata = metadata;
    this.options = options;
    keepDecimals(metadata.schema);
    this.trees = new Map(
      parquetSchema(metadata)
        .children.filter(({ element }) => element.name !== "__proto__")
        .map((child) => [child.element.name, child]),
    );
    this.columns = [...this.trees.keys()];
  }

  /** Reads the footer. Throws FileRefusal where the file is encrypted, damaged or cut short. */
  static async open(access: RandomAccess, options: Options): Promise<ParquetFile> {
    const end = await access.read(access.size - 8, 8);
    if (end.toString("latin1", 4) === "PARE")
      throw new FileRefusal("broken-container", {
        reason: "The Parquet file is encrypted.",
        fix: "Write it without encryption and upload that.",
      });
    if (access.size < 12 || end.toString("latin1", 4) !== "PAR1") throw brokenParquet("its end is missing");
    if (end.readUInt32LE(0) > Math.min(FOOTER_BYTES_MAX, access.size - 12))
      throw brokenParquet("its footer is too long");
    const metadata = await telling(() =>
      parquetMetadataAsync(
        asyncBuffer((from, to) => sliceOf(access, from, to), access.size),
        { geoparquet: false },
      ),
    );
    return telling(async () => new ParquetFile(access, metadata, options));
  }

  /** The first row, with all its columns; null where there is none. */
  async first(): Promise<ParquetRow | null> {
    const some = new ParquetFile(this.access, this.metadata, { progress: { packed: 0, unpacked: 0 } });
    for await (const rows of some.rows(this.columns, 1)) return rows[0] ?? null;
    return null;
  }

  /** The rows in their order, in windows; of each the columns named. */
  async *rows(columns: readonly string[], rowsMax = WINDOW_ROWS_MAX): AsyncGenerator<ParquetRow[]> {
    const window = Math.max(1, Math.min(rowsMax, Math.floor(WINDOW_CELLS / Math.max(1, columns.length))));
    const converters = columns.map((name): Convert => {
      const tree = this.trees.get(name);
      return tree ? converterOf(tree) : (value) => value;
    });
    let start = 0;
    for (const group of this.metadata.row_groups) {
      const rows = Number(group.num_rows);
      const scan = await this.scanOf(group, columns, rows, rowsMax === 1);
      for (let from = 0; from < rows; from += window) {
        const to = Math.min(rows, from + window);
        const data: ArrayLike<unknown>[] = [];
        for (const column of columns)
          data.push(await telling(() => scan({ column, rowStart: start + from, rowEnd: start + to })));
        if (data.some(({ length }) => length !== to - from))
          throw brokenParquet("a column has fewer values than rows");
        yield Array.from({ length: to - from }, (_, index) => {
          const row: Record<string, unknown> = {};
          for (const [at, column] of columns.entries()) row[column] = converters[at]?.(data[at]?.[index]);
          return row;
        });
      }
      start += rows;
    }
    if (BigInt(start) !== this.metadata.num_rows) throw brokenParquet("it has fewer rows than it says");
  }

  /** Reads the columns of one row group, packed, and checks their pages; gives the reader of their values. */
  private async scanOf(
    group: FileMetaData["row_groups"][number],
    columns: readonly string[],
    rows: number,
    isPeek: boolean,
  ) {
    const chunks = new Map<number, ArrayBuffer>();
    const { progress, unpackedBytesMax = UNPACKED_BYTES_MAX, onBytes } = this.options;
    let packed = 0;
    let unpacked = 0;
    for (const { meta_data: column, file_path: elsewhere } of group.columns) {
      if (!column || elsewhere) throw brokenParquet("a column lies in another file");
      const [top = ""] = column.path_in_schema;
      if (!columns.includes(top)) continue;
      const from = Number(column.dictionary_page_offset || column.data_page_offset);
      const bytes = Number(column.total_compressed_size);
      if (!(from >= 4 && bytes >= 0 && from + bytes <= this.access.size - 12))
        throw brokenParquet("a column lies outside of it");
      packed += bytes;
      if (packed > GROUP_BYTES_MAX)
        throw new FileRefusal("too-large", {
          reason: `A row group of the Parquet file holds more than ${GROUP_BYTES_MAX / 1024 ** 2} MB in the columns that are read.`,
          fix: "Write it with smaller row groups (some 100,000 rows) and upload that.",
        });
      const chunk = await sliceOf(this.access, from, from + bytes);
      chunks.set(from, chunk);
      const isFlat =
        this.trees.get(top)?.children.length === 0 &&
        this.trees.get(top)?.element.repetition_type !== "REPEATED";
      unpacked += await telling(async () =>
        checkPages(new Uint8Array(chunk), column, {
          rows,
          isFlat,
          path: getSchemaPath(this.metadata.schema, column.path_in_schema),
        }),
      );
    }
    if (!isPeek) {
      progress.packed += packed;
      progress.unpacked += Math.max(unpacked, rows * columns.length * CELL_BYTES);
      refuseBomb({ packed: this.access.size, unpacked: progress.unpacked }, unpackedBytesMax);
      onBytes?.(progress.packed);
    }
    const file = asyncBuffer((from, to) => {
      // The parts of a map or a structure lie side by side, and are asked for in one.
      const chunk = chunks.get(from);
      return chunk?.byteLength === to - from ? chunk : sliceOf(this.access, from, to);
    }, this.access.size);
    const { readColumn } = await parquetScan({
      file,
      metadata: this.metadata,
      columns: [...columns],
      compressors: COMPRESSORS,
      parsers: PARSERS,
      utf8: false,
      useOffsetIndex: false,
    });
    return readColumn;
  }
}

const asyncBuffer = (
  slice: (from: number, to: number) => ArrayBuffer | Promise<ArrayBuffer>,
  byteLength: number,
) => ({ byteLength, slice: (from: number, to = byteLength) => slice(from, to) });

async function sliceOf(access: RandomAccess, from: number, to: number): Promise<ArrayBuffer> {
  const bytes = await access.read(from, to - from);
  const { buffer, byteOffset, byteLength } = bytes;
  const whole = buffer instanceof ArrayBuffer && byteOffset === 0 && byteLength === buffer.byteLength;
  return whole ? buffer : new Uint8Array(bytes).buffer;
}

/** What the reader stumbles over is damage of the file, whatever it calls it. */
async function telling<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof FileRefusal) throw error;
    throw brokenParquet(error instanceof Error ? error.message.replace(/^parquet /, "") : String(error));
  }
}
