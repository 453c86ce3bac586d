/** The folder that holds package.json. */
export const root: string;
/** Says on stderr what takes time, and afterwards how long it took. */
export function step<T>(what: string, run: () => Promise<T> | T): Promise<T>;
/** Builds the pages where a source changed since. `env` holds the secrets a build agrees on with the server. */
export function build(env?: Readonly<Record<string, string>>): Promise<void>;
