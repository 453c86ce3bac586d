import { crc32, deflateRawSync } from "node:zlib";

/** One file of an archive, and what its headers claim of it where that is not the truth. */
export type Packed = Readonly<{
  name: string;
  content: Uint8Array | string;
  isStored?: boolean;
  method?: number;
  flags?: number;
  crc?: number;
  bytes?: number;
  /** The name in front of the file itself. */
  localName?: string;
}>;

/** A zip archive of these files. */
export function zip(files: readonly Packed[], { before = "" }: { before?: string } = {}): Buffer {
  const parts: Buffer[] = [Buffer.from(before)];
  const directory: Buffer[] = [];
  let at = before.length;
  for (const file of files) {
    const { local, entry } = headersOf(file, at);
    parts.push(local);
    directory.push(entry);
    at += local.length;
  }
  const entries = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(files.length & 0xffff, 8);
  end.writeUInt16LE(files.length & 0xffff, 10);
  end.writeUInt32LE(entries.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, entries, end]);
}

function headersOf(file: Packed, at: number): { local: Buffer; entry: Buffer } {
  const content = Buffer.from(file.content);
  const data = file.isStored ? content : deflateRawSync(content);
  const fixed = Buffer.alloc(26);
  fixed.writeUInt16LE(20, 0);
  fixed.writeUInt16LE(file.flags ?? 0, 2);
  fixed.writeUInt16LE(file.method ?? (file.isStored ? 0 : 8), 4);
  fixed.writeUInt32LE(file.crc ?? crc32(content), 10);
  fixed.writeUInt32LE(data.length, 14);
  fixed.writeUInt32LE(file.bytes ?? content.length, 18);
  const localName = Buffer.from(file.localName ?? file.name);
  const name = Buffer.from(file.name);
  const local = Buffer.from(fixed);
  local.writeUInt16LE(localName.length, 22);
  const central = Buffer.from(fixed);
  central.writeUInt16LE(name.length, 22);
  const rest = Buffer.alloc(14);
  rest.writeUInt32LE(at, 10);
  return {
    local: Buffer.concat([Buffer.from("PK\x03\x04"), local, localName, data]),
    entry: Buffer.concat([Buffer.from("PK\x01\x02\x14\x00"), central, rest, name]),
  };
}

const MAGIC = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);

/** A frame of zstd whose blocks hold the content as it is. */
export function zstd(content: Uint8Array | string): Buffer {
  const bytes = Buffer.from(content);
  const blocks: Buffer[] = [];
  for (let at = 0; at === 0 || at < bytes.length; at += BLOCK)
    blocks.push(block(0, bytes.subarray(at, at + BLOCK), at + BLOCK >= bytes.length));
  return Buffer.concat([frameHeader(bytes.length), ...blocks]);
}

/** A frame of zstd that grows to `count` times 128 KB of one byte, at 4 bytes each. */
export function zstdBomb(byte: number, count: number, before = ""): Buffer {
  const blocks = Array.from({ length: count }, (_, at) => {
    const header = blockHeader(1, BLOCK, at === count - 1);
    return Buffer.concat([header, Buffer.from([byte])]);
  });
  const first = before === "" ? [] : [block(0, Buffer.from(before), false)];
  return Buffer.concat([frameHeader(before.length + count * BLOCK), ...first, ...blocks]);
}

const BLOCK = 128 * 1024;

/** With a window of 8 MB, and the size of the content in 4 bytes. */
function frameHeader(bytes: number): Buffer {
  const header = Buffer.alloc(6);
  header.writeUInt8(0x80, 0);
  header.writeUInt8(13 << 3, 1);
  header.writeUInt32LE(bytes, 2);
  return Buffer.concat([MAGIC, header]);
}

const block = (type: number, bytes: Buffer, isLast: boolean): Buffer =>
  Buffer.concat([blockHeader(type, bytes.length, isLast), bytes]);

function blockHeader(type: number, bytes: number, isLast: boolean): Buffer {
  const header = Buffer.alloc(3);
  header.writeUIntLE((isLast ? 1 : 0) | (type << 1) | (bytes << 3), 0, 3);
  return header;
}
