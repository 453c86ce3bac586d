import { brotliDecompressSync, crc32, gunzipSync } from "node:zlib";
import { decompress } from "fzstd";
import type { ColumnMetaData, Compressors, SchemaTree } from "hyparquet";
import { parquetHeader } from "hyparquet/src/column.js";
import { compressors } from "hyparquet-compressors";
import { areRunsWithin } from "./parquet-runs";
import { FileRefusal } from "./sources/refusal";

/** No page is larger unpacked: writers make them of 1 MB. */
const PAGE_BYTES_MAX = 64 * 1024 ** 2;

export const brokenParquet = (detail: string): FileRefusal =>
  new FileRefusal("broken-container", {
    reason: `The Parquet file is damaged or cut short (${detail}). Nothing of it was taken.`,
    fix: "Download or write it again and upload the whole file.",
  });

/**
 * Walks the pages of one column of a row group before any is unpacked: their sizes, their checksums where they have
 * one, as many values as the column says, and no run of them beyond that. Returns what they unpack to.
 * @param path the column and what it stands in, from the root of the schema
 * @param isFlat true where each row has one value
 * @throws FileRefusal
 */
export function checkPages(
  bytes: Uint8Array,
  column: ColumnMetaData,
  { rows, isFlat, path }: { rows: number; isFlat: boolean; path: SchemaTree[] },
): number {
  const name = column.path_in_schema.join(".");
  const reader = { view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), offset: 0 };
  const values = Number(column.num_values);
  let seen = 0;
  let unpacked = 0;
  while (seen < values && reader.offset < bytes.length) {
    const header = parquetHeader(reader);
    const { compressed_page_size: packed, uncompressed_page_size: size } = header;
    if (!(packed >= 0 && reader.offset + packed <= bytes.length && size >= 0))
      throw brokenParquet(`a page of “${name}” is not whole`);
    if (size > PAGE_BYTES_MAX)
      throw new FileRefusal("too-large", {
        reason: `A page of the Parquet column “${name}” unpacks to more than ${PAGE_BYTES_MAX / 1024 ** 2} MB.`,
        fix: "Write it with pages of the usual size (1 MB).",
      });
    const page = bytes.subarray(reader.offset, reader.offset + packed);
    if (typeof header.crc === "number" && header.crc >>> 0 !== crc32(page))
      throw brokenParquet(`a page of “${name}” does not match its checksum`);
    const data = header.data_page_header ?? header.data_page_header_v2;
    const count = header.dictionary_page_header?.num_values ?? data?.num_values ?? 0;
    // Every value of a dictionary takes a byte at least, or a bit.
    if (count < 0 || (header.dictionary_page_header && count > size * 8))
      throw brokenParquet(`a page of “${name}” holds an impossible number of values`);
    if (data) seen += count;
    if (seen > values) throw brokenParquet(`“${name}” has more values than it says`);
    if (!areRunsWithin({ header, packed: page, unpack: unpackerOf(column), column, path }))
      throw brokenParquet(`a page of “${name}” tells of more values than it has`);
    unpacked += size;
    reader.offset += packed;
  }
  if (seen !== values || (isFlat && values !== rows))
    throw brokenParquet(`“${name}” has fewer values than rows`);
  return unpacked;
}

function unpackerOf({ codec }: ColumnMetaData): (bytes: Uint8Array, size: number) => Uint8Array {
  return (bytes, size) => {
    if (codec === "UNCOMPRESSED") return bytes;
    const unpack = COMPRESSORS[codec];
    if (!unpack) throw brokenParquet(`pages are packed as ${codec}, which cannot be read`);
    return unpack(bytes, size);
  };
}

/** Unpackers of pages: what comes out is never more than the page's header says. */
export const COMPRESSORS: Compressors = {
  SNAPPY: sized((input, length) => compressors.SNAPPY?.(input, length)),
  GZIP: sized((input, length) => gunzipSync(input, { maxOutputLength: Math.max(1, length) })),
  BROTLI: sized((input, length) => brotliDecompressSync(input, { maxOutputLength: Math.max(1, length) })),
  ZSTD: sized((input, length) => decompress(input, new Uint8Array(length))),
  LZ4: sized((input, length) => compressors.LZ4?.(input, length)),
  LZ4_RAW: sized((input, length) => compressors.LZ4_RAW?.(input, length)),
};

function sized(
  unpack: (input: Uint8Array, length: number) => Uint8Array | undefined,
): (input: Uint8Array, length: number) => Uint8Array {
  return (input, length) => {
    if (length === 0) return new Uint8Array(0);
    const output = unpack(input, length);
    if (output?.length !== length) throw brokenParquet("a page unpacks to another size than it says");
    return output;
  };
}
