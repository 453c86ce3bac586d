export class WrongCall extends Error {}
export function startSource(id: string | undefined, folder?: string): string[];
