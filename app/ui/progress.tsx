type ProgressProps = Readonly<{
  label: string;
  /** From 0 to 1; null while it cannot be told. */
  value: number | null;
  /** To the right of the label: "5,208 of 12,000 rows". */
  note?: string;
}>;

/** How far something has come. */
export function ProgressBar({ label, value, note }: ProgressProps) {
  return (
    <div className="mb-3">
      <div className="flex flex-wrap justify-between gap-x-4 text-small">
        <span className="max-w-full truncate">{label}</span>
        <span className="text-ink-2">{note}</span>
      </div>
      <progress
        className="mt-1 block h-1 w-full overflow-hidden rounded-full"
        aria-label={label}
        max={1}
        value={value ?? undefined}
      />
    </div>
  );
}
