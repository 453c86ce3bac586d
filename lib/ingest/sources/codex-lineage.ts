/** Sessions that one file tells of; a file made to be slow has more. */
const SESSIONS_MAX = 1000;
const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** The moment an id was made, in milliseconds, where the id says so (a uuid of version 7); null for any other text. */
export const madeMs = (id: string): number | null =>
  UUID_V7.test(id) ? Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16) : null;

type Session = { id: string; from: string | null; provider: string | null };

/**
 * The session of a file and those it was forked from. A fork's file begins with its own `session_meta`, and goes on with
 * a copy of its parent's file, whose `session_meta` is in it, and that of the parent's parent.
 */
export class Lineage {
  private readonly sessions = new Map<string, Session>();
  private last: Session | null = null;
  private known: readonly string[] | null = null;

  /** The next `session_meta` of the file; `from` is the session it says it was forked from. */
  add(id: string, from: string | null, provider: string | null): void {
    if (this.sessions.has(id) || this.sessions.size >= SESSIONS_MAX) return;
    // Older versions do not say what was forked: then it is the session whose copy follows.
    if (this.last !== null && this.last.from === null) this.last.from = id;
    this.last = { id, from, provider };
    this.sessions.set(id, this.last);
    this.known = null;
  }

  /** From the file's own session to the first of the family; empty where the file names none. */
  chain(): readonly string[] {
    if (this.known) return this.known;
    const found = new Set<string>();
    let id: string | null = this.sessions.keys().next().value ?? null;
    while (id !== null && !found.has(id)) {
      found.add(id);
      id = this.sessions.get(id)?.from ?? null;
    }
    this.known = [...found];
    return this.known;
  }

  /** The first session of the family, which all copies of its history share; null where the file names none. */
  root(): string | null {
    return this.chain().at(-1) ?? null;
  }

  /** The session in which a turn ran that began at `ms`: the latest of the family that was there by then. */
  sessionAt(ms: number): string | null {
    const there = this.chain().find((id) => {
      const made = madeMs(id);
      return made !== null && made <= ms;
    });
    return there ?? this.root();
  }

  /** Whose models a session called, as Codex names it; that of the file's own session where it is not told. */
  providerOf(id: string | null): string | null {
    const own = this.sessions.get(this.chain()[0] ?? "");
    return this.sessions.get(id ?? "")?.provider ?? own?.provider ?? null;
  }
}
