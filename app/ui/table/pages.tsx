type PagesProps = Readonly<{ index: number; size: number; rows: number; onIndex: (index: number) => void }>;

/** "1–100 of 5,208", and the way to the next ones; nothing where all rows are shown. */
export function Pages({ index, size, rows, onIndex }: PagesProps) {
  if (rows <= size) return null;
  const last = Math.ceil(rows / size) - 1;
  const grouped = (value: number) => value.toLocaleString("en-US");
  return (
    <nav aria-label="Pages" className="flex items-center gap-3">
      <button
        type="button"
        disabled={index === 0}
        onClick={() => onIndex(index - 1)}
        className="link disabled:text-ink-3"
      >
        Previous
      </button>
      <span aria-live="polite">
        {grouped(index * size + 1)}–{grouped(Math.min(rows, (index + 1) * size))} of {grouped(rows)}
      </span>
      <button
        type="button"
        disabled={index >= last}
        onClick={() => onIndex(index + 1)}
        className="link disabled:text-ink-3"
      >
        Next
      </button>
    </nav>
  );
}
