import type { ColumnMetaData, SchemaTree } from "hyparquet";
import type { parquetHeader } from "hyparquet/src/column.js";
import { getMaxDefinitionLevel, getMaxRepetitionLevel } from "hyparquet/src/schema.js";

export type PageHeader = ReturnType<typeof parquetHeader>;

/** Writers fill the last group of a run up: more than this beyond what is left is damage. */
const PADDING_VALUES = 504;

type Page = Readonly<{
  header: PageHeader;
  /** As it stands in the file. */
  packed: Uint8Array;
  /** Unpacks a part of it, to the size its header says. */
  unpack: (bytes: Uint8Array, size: number) => Uint8Array;
  column: ColumnMetaData;
  path: SchemaTree[];
}>;

/**
 * Whether no run of a data page tells of many more values than the page has. The reader believes a run's length: a few
 * bytes turned would have it fill memory for minutes.
 */
export function areRunsWithin({ header, packed, unpack, column, path }: Page): boolean {
  const repetition = path.length > 1 ? levelWidth(getMaxRepetitionLevel(path)) : 0;
  const definition = levelWidth(getMaxDefinitionLevel(path));
  const v1 = header.data_page_header;
  const v2 = header.data_page_header_v2;
  if (v1) {
    const page = unpack(packed, header.uncompressed_page_size);
    let at = 0;
    for (const width of [repetition, definition]) {
      if (width === 0) continue;
      if (at + 4 > page.length || !isRunWithin(page, at + 4, width, v1.num_values)) return false;
      at += 4 + uint32(page, at);
    }
    return areValuesWithin(page, at, { encoding: v1.encoding, column, values: v1.num_values });
  }
  if (!v2) return true;
  const repetitionBytes = v2.repetition_levels_byte_length;
  const levelBytes = repetitionBytes + v2.definition_levels_byte_length;
  if (!(repetitionBytes >= 0 && levelBytes >= repetitionBytes && levelBytes <= packed.length)) return false;
  if (repetition > 0 && !isRunWithin(packed, 0, repetition, v2.num_values)) return false;
  if (definition > 0 && !isRunWithin(packed, repetitionBytes, definition, v2.num_values)) return false;
  if (!isRunLength(v2.encoding)) return true;
  const rest = packed.subarray(levelBytes);
  const page = v2.is_compressed === false ? rest : unpack(rest, header.uncompressed_page_size - levelBytes);
  return areValuesWithin(page, 0, { encoding: v2.encoding, column, values: v2.num_values });
}

const isRunLength = (encoding: string): boolean =>
  encoding === "PLAIN_DICTIONARY" || encoding === "RLE_DICTIONARY" || encoding === "RLE";

type Values = Readonly<{ encoding: string; column: ColumnMetaData; values: number }>;

function areValuesWithin(page: Uint8Array, at: number, { encoding, column, values }: Values): boolean {
  if (!isRunLength(encoding)) return true;
  if (column.type === "BOOLEAN") return isRunWithin(page, at + 4, 1, values);
  const width = page[at];
  return width === undefined || width === 0 || isRunWithin(page, at + 1, width, values);
}

/** Walks the runs of one stream as the reader will: each a varint of its length, then its bits. */
function isRunWithin(bytes: Uint8Array, from: number, width: number, values: number): boolean {
  let at = from;
  let seen = 0;
  while (seen < values && at < bytes.length) {
    let header = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at];
      if (byte === undefined) return true; // The reader meets the end there and says so.
      at += 1;
      header |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    const isPacked = (header & 1) === 1;
    const count = isPacked ? (header >> 1) << 3 : header >>> 1;
    if (count > values - seen + PADDING_VALUES || (isPacked && count <= 0)) return false;
    at += isPacked ? (count * width) / 8 : (width + 7) >> 3;
    seen += count;
  }
  return true;
}

/** Bits that a level takes at most. */
const levelWidth = (most: number): number => 32 - Math.clz32(most);

const uint32 = (bytes: Uint8Array, at: number): number =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(at, true);
