/** Spans end within minutes of each other; what is further apart than this is not looked for. */
const REMEMBERED_MAX = 50_000;
/** Real response ids are long; some local servers count from 1, or draw from a thousand numbers. */
const RESPONSE_ID_MIN = 20;

/**
 * By what the response of a call is known again: its id, and where that is short what the call took beside it, since
 * two calls of one trace may then have the same.
 */
export function responseKey(response: string | null, counts: readonly unknown[]): string | null {
  if (response === null || response.length >= RESPONSE_ID_MIN) return response;
  return JSON.stringify([response, ...counts.map((count) => (count === undefined ? null : String(count)))]);
}

/**
 * What earlier lines of a file have told, so that a call is not counted again by a span of another line: a parent that
 * ends after its children, or a second instrumentation of the same call. Forgets the oldest.
 */
export class Seen {
  /** Spans that have a counted call below them. */
  private readonly above = new Set<string>();
  /** The counted span of each response within its trace. */
  private readonly responses = new Map<string, string>();

  isRepetition(trace: string, span: string, response: string | null): boolean {
    if (this.above.has(`${trace}/${span}`)) return true;
    if (response === null) return false;
    const counted = this.responses.get(`${trace}/${response}`);
    // The same span again is an exporter's retry: the ledger knows its key.
    return counted !== undefined && counted !== span;
  }

  add(trace: string, span: string, response: string | null, above: unknown): void {
    if (Array.isArray(above)) for (const id of above) if (typeof id === "string") this.above.add(id);
    if (response !== null) this.responses.set(`${trace}/${response}`, span);
    for (const id of this.above) {
      if (this.above.size <= REMEMBERED_MAX) break;
      this.above.delete(id);
    }
    for (const id of this.responses.keys()) {
      if (this.responses.size <= REMEMBERED_MAX) break;
      this.responses.delete(id);
    }
  }
}
