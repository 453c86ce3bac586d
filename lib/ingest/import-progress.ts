import { inOrganization } from "@/lib/db/organization";
import { pool } from "@/lib/db/pool";
import { sql } from "@/lib/db/sql";

const PROGRESS_MS = 400;

/** Thrown where an import was paused or cancelled while it ran: its row says which, and nothing of it is kept. */
export class Stopped extends Error {
  override readonly name = "Stopped";
}

/** Thrown where this process ends before the import does: another process takes it up again. */
export class PutBack extends Error {
  override readonly name = "PutBack";
}

const under = new Set<Attempt>();

/** Lets go of every import this process works on, so that others take them up; each ends within a second or so. */
export async function putBackAll(): Promise<void> {
  await Promise.all([...under].map((attempt) => attempt.putBack()));
}

/**
 * Follows one attempt at an import: writes how far it is, on connections beside the one that loads, and learns there
 * whether somebody has paused or cancelled it. Then `signal` fires, and what Postgres is doing for it is called off.
 */
export class Attempt {
  readonly #organizationId: number;
  readonly #importId: number;
  readonly #stop = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #bytes = 0;
  #rows = 0;
  #phase: "reading" | "settling" = "reading";
  #backend: number | null = null;
  #isWriting = false;

  constructor(organizationId: number, importId: number) {
    this.#organizationId = organizationId;
    this.#importId = importId;
    this.#timer = setInterval(() => void this.#write(), PROGRESS_MS);
    under.add(this);
  }

  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  readonly onBytes = (bytes: number): void => {
    this.#bytes = bytes;
  };

  readonly onProgress = ({ rows, phase }: { rows: number; phase: "reading" | "settling" }): void => {
    this.#rows = rows;
    this.#phase = phase;
  };

  /** The process of the database that loads, so that it can be called off. */
  readonly onBackend = (pid: number): void => {
    this.#backend = pid;
  };

  end(): void {
    clearInterval(this.#timer);
    under.delete(this);
  }

  async #write(): Promise<void> {
    if (this.#isWriting || this.#stop.signal.aborted) return;
    this.#isWriting = true;
    try {
      const written = await inOrganization(this.#organizationId, (tx) =>
        tx.run(sql`update "import" set bytes_done = ${this.#bytes}, rows_done = ${this.#rows}, phase = ${this.#phase}
          where organization_id = ${this.#organizationId} and id = ${this.#importId} and status = 'running'`),
      );
      if (written === 0) await this.#callOff(new Stopped("The import was stopped."));
    } catch {
      // A database that is away is met by the load itself.
    } finally {
      this.#isWriting = false;
    }
  }

  /** True where this process let go of the import, and nobody stopped it. */
  get isPutBack(): boolean {
    return this.signal.reason instanceof PutBack;
  }

  putBack(): Promise<void> {
    return this.#callOff(new PutBack("The import was put back."));
  }

  async #callOff(why: Error): Promise<void> {
    if (this.#stop.signal.aborted) return;
    this.#stop.abort(why);
    if (this.#backend !== null)
      await pool()
        .query("select pg_cancel_backend($1)", [this.#backend])
        .catch(() => {});
  }
}
