import { join } from "../join";
import { Link } from "../link";
import { Sparkline } from "../sparkline";
import { alignOf, type CellTone, type Column, type TableRow } from "./columns";
import { shownCell } from "./format";

const TONES: Record<CellTone, string> = {
  good: "text-good",
  bad: "text-bad",
  warn: "text-warn",
  muted: "text-ink-3",
};

type BodyCellProps = Readonly<{
  row: TableRow;
  column: Column;
  first: boolean;
  depth: number;
  /** Given for a row with lines under it: whether they are shown, and how to turn that. */
  opened?: boolean;
  onToggle?: () => void;
  total?: boolean;
}>;

/** One cell of the body or of the total row. The first names the row. */
export function BodyCell({ row, column, first, depth, opened, onToggle, total }: BodyCellProps) {
  const value = row.cells[column.id] ?? null;
  // A total that has no meaning in a column leaves its place empty, as do small lines.
  const blank = value === null && !row.missing?.[column.id] && (total || column.kind === "spark");
  const shown = blank ? { text: "" } : shownCell(row, column);
  const quiet = row.muted || depth > 0 || column.muted;
  const className = join(
    "px-[10px] py-[9px]",
    alignOf(column) === "end" ? "text-right" : "text-left",
    column.wrap ? "min-w-[200px]" : "whitespace-nowrap",
    // Identifiers and rows of JSON have no blanks to break at.
    column.wrap && (column.mono ? "[overflow-wrap:anywhere]" : "break-words"),
    total ? "border-t border-t-ink font-strong" : "border-b",
    (column.strong || first) && !quiet && "font-strong",
    shown.tone ? TONES[shown.tone] : quiet && !total ? "text-ink-2" : null,
    column.mono && "font-mono text-small",
    first &&
      "pl-0 font-strong @max-2xl:sticky @max-2xl:left-0 @max-2xl:z-10 @max-2xl:max-w-[46vw] @max-2xl:bg-paper",
    first && !column.mono && "@max-2xl:whitespace-normal",
    first && quiet && "font-normal",
    first && depth > 0 && "pl-[18px]",
  );
  const content = Array.isArray(value) ? (
    <Sparkline values={value} className="ml-auto" />
  ) : (
    <Words row={row} column={column} text={shown.text} />
  );
  const inner = (
    <>
      {onToggle && (
        <button
          type="button"
          onClick={onToggle}
          aria-expanded={opened}
          aria-label={`${opened ? "Close" : "Open"} ${shown.text}`}
          className="mr-1 inline-block w-[14px] text-left"
        >
          {opened ? "▾" : "▸"}
        </button>
      )}
      {content}
      {row.notes?.[column.id] && <span className="text-[12px] text-ink-3"> {row.notes[column.id]}</span>}
    </>
  );
  if (first)
    return (
      <th scope="row" className={className} title={shown.exact}>
        {inner}
      </th>
    );
  return (
    <td className={className} title={shown.exact}>
      {inner}
    </td>
  );
}

function Words({ row, column, text }: { row: TableRow; column: Column; text: string }) {
  const href = row.links?.[column.id];
  if (!href) return text;
  return (
    <Link href={href} className="hover:underline hover:decoration-1 hover:underline-offset-3">
      {text}
    </Link>
  );
}

type HeadCellProps = Readonly<{
  column: Column;
  first: boolean;
  sorted: "asc" | "desc" | false;
  /** Absent where the column cannot be sorted. */
  onSort?: () => void;
}>;

/** One header: its name opens the glossary where there is a term, the arrow beside it sorts. */
export function HeadCell({ column, first, sorted, onSort }: HeadCellProps) {
  const end = alignOf(column) === "end";
  const arrow = sorted === "asc" ? "↑" : sorted === "desc" ? "↓" : "↕";
  return (
    <th
      scope="col"
      aria-sort={sorted === "asc" ? "ascending" : sorted === "desc" ? "descending" : undefined}
      className={join(
        "sticky top-0 z-10 border-b border-b-ink bg-paper px-[10px] py-[7px] text-small font-[500] whitespace-nowrap text-ink-2",
        end ? "text-right" : "text-left",
        first && "pl-0 @max-2xl:left-0 @max-2xl:z-20",
      )}
    >
      <span className={join("group inline-flex items-baseline gap-1", end && "flex-row-reverse")}>
        {column.term ? (
          <Link href={`/glossary/${column.term}`} className="term">
            {column.header}
          </Link>
        ) : onSort ? (
          <button type="button" onClick={onSort} className="hover:text-ink">
            {column.header}
          </button>
        ) : (
          column.header
        )}
        {onSort && (
          <button
            type="button"
            onClick={onSort}
            aria-label={`Sort by ${column.header}`}
            className={join(
              "w-[11px] text-tiny hover:text-ink focus-visible:opacity-100 group-hover:opacity-100",
              sorted ? "text-ink" : "opacity-0",
            )}
          >
            {arrow}
          </button>
        )}
      </span>
    </th>
  );
}
