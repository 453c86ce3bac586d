/** What may fail because of what a person or a file says: the value, or the reason in plain words. */
export type Result<T> = { ok: true; value: T } | { ok: false; reason: string };
