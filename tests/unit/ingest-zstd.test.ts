import { describe, expect, test } from "vitest";
import { FileRefusal } from "@/lib/ingest/read";
import { readWhole } from "../support/golden";
import { zip } from "../support/zip";

// Packed by the zstd program: a header with rows of seconds 1 and 2, then a frame with second 3.
const first = Buffer.from(
  "KLUv/SSCnQIA0gQRF6ClbSTtIq39/b6SuEh1EREREQr9teEKiLc7QZoF14KS94AzzI4zYkcKNBx67RXKwXagFyM9Ic2epzRa2MTnU1rl0Q4EAIAWlEpGF2pim3pXSApF",
  "base64",
);
const second = Buffer.from(
  "KLUv/SQnOQEAMjAyNi0xMC0wMVQwMDowMDowM1osb3BlbmFpLGdwdC01LDEwLDIKztuEWQ==",
  "base64",
);

const seconds = async (bytes: Uint8Array, ends: readonly number[] = []): Promise<number[]> =>
  (await readWhole(bytes, { ends })).records.map((record) =>
    record.kind === "usage" ? (record.period.startMs / 1000) % 60 : -1,
  );

async function refusal(bytes: Uint8Array): Promise<FileRefusal> {
  const error: unknown = await readWhole(bytes).then(
    () => null,
    (problem: unknown) => problem,
  );
  expect(error).toBeInstanceOf(FileRefusal);
  return error as FileRefusal;
}

const skippable = (length: number): Buffer => {
  const frame = Buffer.alloc(8 + length, 0xab);
  frame.writeUInt32LE(0x184d2a53);
  frame.writeUInt32LE(length, 4);
  return frame;
};

/** A frame of one byte, again and again: 128 KB of it in four bytes of file. */
function bomb(blocks: number, byte: number): Buffer {
  const header = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0x38]);
  const block = Buffer.alloc(4, byte);
  block.writeUIntLE((131_072 << 3) | 2, 0, 3);
  const last = Buffer.from(block);
  last.writeUIntLE((131_072 << 3) | 3, 0, 3);
  return Buffer.concat([header, ...Array<Buffer>(blocks - 1).fill(block), last]);
}

describe("zstd", () => {
  test("is unpacked, whatever the chunks: several frames, skippable ones, zero padding", async () => {
    const whole = Buffer.concat([skippable(3), first, skippable(200_000), second, Buffer.alloc(700)]);
    expect(await seconds(first)).toEqual([1, 2]);
    for (const ends of [[], [1], [4], [7], [12, 13, 14], [first.length], [whole.length - 1]])
      expect(await seconds(whole, ends)).toEqual([1, 2, 3]);
    for (let end = 0; end < first.length + second.length; end += 1)
      expect(await seconds(Buffer.concat([first, second]), [end])).toEqual([1, 2, 3]);
  });

  test("may stand in an archive, as a file or as its method of packing", async () => {
    const inside = zip([{ name: "a.csv.zst", bytes: first, method: 0 }]);
    expect(await seconds(inside)).toEqual([1, 2]);
    const { records } = await readWhole(first);
    const text = `timestamp,provider,model,input_tokens,output_tokens\n${[1, 2].map((at) => `2026-10-01T00:00:0${at}Z,openai,gpt-5,10,2\n`).join("")}`;
    expect(records).toHaveLength(2);
    expect(await seconds(zip([{ name: "a.csv", bytes: text, packed: first, method: 93 }]))).toEqual([1, 2]);
  });

  test("is refused whole where it is cut anywhere (ledger rule 21)", async () => {
    for (let end = 5; end < first.length; end += 1)
      expect((await refusal(first.subarray(0, end))).reason).toMatch(/zstd file is damaged or cut short/);
    expect((await refusal(skippable(50).subarray(0, 40))).reason).toMatch(/unexpected end/);
  });

  test("is refused where any byte is another", async () => {
    for (let at = 4; at < first.length; at += 1) {
      const turned = Buffer.from(first);
      turned[at] = (turned[at] ?? 0) ^ 0x10;
      // A bit or two of the header say nothing about the content.
      const result = await readWhole(turned).catch((error: unknown) => error);
      if (!(result instanceof FileRefusal)) expect(result).toHaveProperty("records.length", 2);
    }
    const turned = Buffer.from(first);
    turned[first.length - 1] = (turned[first.length - 1] ?? 0) ^ 1;
    expect((await refusal(turned)).reason).toMatch(/checksum/);
  });

  test("is refused with something behind it, with a dictionary, with a window beyond memory", async () => {
    expect((await refusal(Buffer.concat([first, Buffer.from("more text")]))).reason).toMatch(/bytes follow/);
    expect((await refusal(Buffer.concat([first, Buffer.alloc(9), Buffer.from("x")]))).reason).toMatch(
      /bytes follow/,
    );
    const dictionary = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x01, 0x38, 7, 1, 0, 0]);
    expect((await refusal(dictionary)).reason).toMatch(/dictionary/);
    const wide = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, 0x88, 1, 0, 0]);
    const error = await refusal(wide);
    expect([error.code, error.reason]).toEqual(["too-large", expect.stringMatching(/looks back 128 MB/)]);
  });

  test("a bomb is refused by its ratio", async () => {
    expect((await refusal(Buffer.concat([first, bomb(2000, 10)]))).reason).toMatch(/200 times/);
  });
});
