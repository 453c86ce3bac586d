import { once } from "node:events";
import { createGunzip } from "node:zlib";
import { FileRefusal } from "./sources/refusal";

const CHUNK = 64 * 1024;

/**
 * Unpacks gzip. Node stops quietly at the first zero byte after a member, so what follows is checked here: zero padding
 * is fine, anything else refuses the file (ledger rule 21).
 */
export async function* gunzipped(input: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: CHUNK });
  const fed = new Fed(gunzip);
  const pumped = fed.pump(input).catch((error: unknown) => {
    gunzip.destroy(error instanceof Error ? error : new Error(String(error)));
  });
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) yield chunk;
    await pumped;
  } catch (error) {
    throw error instanceof Error && "code" in error && String(error.code).startsWith("Z_")
      ? brokenGzip(error.message)
      : error;
  } finally {
    gunzip.destroy();
  }
  if (fed.failure) throw fed.failure;
  if (!fed.restIsZero()) throw brokenGzip("bytes follow the end of the packed data");
}

const brokenGzip = (detail: string): FileRefusal =>
  new FileRefusal("broken-container", {
    reason: `The gzip file is damaged or cut short (${detail}). Nothing of it was taken.`,
    fix: "Download or pack it again and upload the whole file.",
  });

/** Feeds the unpacker and keeps the last chunks, to know what it left unread. */
class Fed {
  failure: Error | null = null;
  private total = 0;
  private ended = false;
  private zeroTail = true;
  private recent: { end: number; chunk: Buffer }[] = [];
  private readonly gunzip: ReturnType<typeof createGunzip>;

  constructor(gunzip: ReturnType<typeof createGunzip>) {
    this.gunzip = gunzip;
    gunzip.once("end", () => {
      this.ended = true;
    });
  }

  async pump(input: AsyncIterable<Buffer>): Promise<void> {
    try {
      for await (const chunk of input) await this.feed(chunk);
    } catch (error) {
      this.failure = error instanceof Error ? error : new Error(String(error));
      throw error;
    }
    if (!this.ended && !this.gunzip.destroyed) this.gunzip.end();
  }

  private async feed(chunk: Buffer): Promise<void> {
    if (this.ended || this.gunzip.destroyed) {
      this.zeroTail &&= isZero(chunk);
      return;
    }
    this.total += chunk.length;
    this.recent.push({ end: this.total, chunk });
    const read = this.gunzip.bytesWritten;
    while (this.recent.length > 1 && (this.recent[0]?.end ?? 0) <= read) this.recent.shift();
    if (this.gunzip.write(chunk)) return;
    const stop = new AbortController();
    const wait = { signal: stop.signal };
    await Promise.race([once(this.gunzip, "drain", wait), once(this.gunzip, "close", wait)]).catch(
      () => undefined,
    );
    stop.abort();
  }

  restIsZero(): boolean {
    const read = this.gunzip.bytesWritten;
    return (
      this.zeroTail &&
      this.recent.every(({ end, chunk }) =>
        isZero(chunk.subarray(Math.max(0, chunk.length - Math.max(0, end - read)))),
      )
    );
  }
}

const isZero = (bytes: Buffer): boolean => bytes.every((byte) => byte === 0);
