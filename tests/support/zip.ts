import { crc32, deflateRawSync } from "node:zlib";

/** One file of an archive made by hand; what is given beside name and bytes is told instead of the truth. */
export type ZipPart = Readonly<{
  name: string;
  bytes?: Uint8Array | string;
  method?: number;
  /** Packed bytes, instead of `bytes` deflated. */
  packed?: Uint8Array;
  crc?: number;
  size?: number;
  packedSize?: number;
  flags?: number;
  localName?: string;
  /** The sizes stand behind the data, as a stream writes them. */
  hasDescriptor?: boolean;
  isLarge?: boolean;
  /** Where the directory says the file begins. */
  from?: number;
}>;

type Numbers = readonly [value: number | bigint, bytes: 2 | 4 | 8][];

function fields(numbers: Numbers): Buffer {
  return Buffer.concat(
    numbers.map(([value, bytes]) => {
      const field = Buffer.alloc(bytes);
      if (bytes === 8) field.writeBigUInt64LE(BigInt(value));
      else field.writeUIntLE(Number(value), 0, bytes);
      return field;
    }),
  );
}

/** A zip archive of these files, honest but for what they say. */
export function zip(
  parts: readonly ZipPart[],
  {
    isLarge = false,
    comment = "",
    count = parts.length,
  }: { isLarge?: boolean; comment?: string; count?: number } = {},
): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const part of parts) {
    const bytes = Buffer.from(part.bytes ?? "");
    const method = part.method ?? 8;
    const packed = part.packed ?? (method === 0 ? bytes : deflateRawSync(bytes, { level: 6 }));
    const crc = part.crc ?? crc32(bytes);
    const size = part.size ?? bytes.length;
    const packedSize = part.packedSize ?? packed.length;
    const flags = (part.flags ?? 0x800) | (part.hasDescriptor ? 8 : 0);
    const name = Buffer.from(part.name);
    const localName = Buffer.from(part.localName ?? part.name);
    const hidden = part.hasDescriptor ? 0 : 1;
    const local = fields([
      [0x04034b50, 4],
      [20, 2],
      [flags, 2],
      [method, 2],
      [0, 4],
      [crc * hidden, 4],
      [Math.min(packedSize * hidden, 0xffffffff), 4],
      [Math.min(size * hidden, 0xffffffff), 4],
      [localName.length, 2],
      [0, 2],
    ]);
    const descriptor = part.hasDescriptor
      ? fields([
          [0x08074b50, 4],
          [crc, 4],
          [packedSize, 4],
          [size, 4],
        ])
      : Buffer.alloc(0);
    const from = part.from ?? at;
    const extra = part.isLarge
      ? fields([
          [1, 2],
          [24, 2],
          [size, 8],
          [packedSize, 8],
          [from, 8],
        ])
      : Buffer.alloc(0);
    directory.push(
      fields([
        [0x02014b50, 4],
        [20, 2],
        [20, 2],
        [flags, 2],
        [method, 2],
        [0, 4],
        [crc, 4],
        [part.isLarge ? 0xffffffff : packedSize, 4],
        [part.isLarge ? 0xffffffff : size, 4],
        [name.length, 2],
        [extra.length, 2],
        [0, 2],
        [0, 2],
        [0, 2],
        [0, 4],
        [part.isLarge ? 0xffffffff : from, 4],
      ]),
      name,
      extra,
    );
    files.push(local, localName, Buffer.from(packed), descriptor);
    at += local.length + localName.length + packed.length + descriptor.length;
  }
  const central = Buffer.concat(directory);
  const end64 = isLarge
    ? fields([
        [0x06064b50, 4],
        [44, 8],
        [45, 2],
        [45, 2],
        [0, 4],
        [0, 4],
        [count, 8],
        [count, 8],
        [central.length, 8],
        [at, 8],
        [0x07064b50, 4],
        [0, 4],
        [at + central.length, 8],
        [1, 4],
      ])
    : Buffer.alloc(0);
  const end = fields([
    [0x06054b50, 4],
    [0, 2],
    [0, 2],
    [isLarge ? 0xffff : count, 2],
    [isLarge ? 0xffff : count, 2],
    [isLarge ? 0xffffffff : central.length, 4],
    [isLarge ? 0xffffffff : at, 4],
    [Buffer.byteLength(comment), 2],
  ]);
  return Buffer.concat([...files, central, end64, end, Buffer.from(comment)]);
}
