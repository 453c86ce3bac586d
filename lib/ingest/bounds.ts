import { FileRefusal } from "./sources/refusal";

/** How much one file may unpack to; a packed bomb is stopped by the ratio long before. */
export const UNPACKED_BYTES_MAX = 64 * 1024 ** 3;
const RATIO_MAX = 200;
const RATIO_FREE_BYTES = 64 * 1024 ** 2;

/** How many bytes were read as they came, and how many came of them. */
export type ByteProgress = { packed: number; unpacked: number };

/** Refuses what unpacks to more than 200 times its size, after the first 64 MB, or to too much altogether. */
export function refuseBomb({ packed, unpacked }: Readonly<ByteProgress>, unpackedMax: number): void {
  const isBomb = unpacked > RATIO_FREE_BYTES && unpacked > packed * RATIO_MAX;
  if (!isBomb && unpacked <= unpackedMax) return;
  throw new FileRefusal("too-large", {
    reason: isBomb
      ? `The file unpacks to more than ${RATIO_MAX} times its size, which no usage export does.`
      : `The file unpacks to more than ${unpackedMax} bytes.`,
    fix: "Split the export into shorter periods and upload those.",
  });
}
