/** Calls whose first time is remembered; the oldest are forgotten beyond. */
const CALLS_MAX = 100_000;

/**
 * The time at which a file tells of a call first, by the call's id: later lines of it are the same call, which is known
 * again by its time (the ledger's key begins with it).
 */
export class FirstTimes {
  private readonly times = new Map<string, number>();

  /** The first time of this call, which is `ms` where the file has not told of it. */
  of(id: string, ms: number): number {
    const known = this.times.get(id);
    if (known !== undefined) return known;
    if (this.times.size >= CALLS_MAX)
      for (const oldest of this.times.keys()) {
        this.times.delete(oldest);
        break;
      }
    this.times.set(id, ms);
    return ms;
  }
}
