/** `act` is called when the program ends; the answer is a function that forgets it again. */
export function atEnd(act: () => unknown): () => void;
/** Undoes everything and exits. A second call waits for the first. */
export function end(status: number): Promise<never>;
/** Ends on Ctrl-C, a service manager's stop, a closed terminal, and the death of the npm that started us. */
export function endOnSignals(): void;
