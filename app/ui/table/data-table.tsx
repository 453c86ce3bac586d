"use client";

import { type SortingState, useTable } from "@tanstack/react-table";
import { type ReactNode, useMemo, useState } from "react";
import { csvFileName } from "@/lib/exports/csv";
import { join } from "../join";
import { BodyCell, HeadCell } from "./cells";
import { type Column, canSort, type TableRow } from "./columns";
import { type ShownRow, tableCsv } from "./csv";
import { download } from "./download";
import { features, holdsText, modelColumns, pageSizeFor } from "./model";
import { Pages } from "./pages";

export type DataTableProps = Readonly<{
  /** What the table lists: its name for screen readers and for the downloaded file. */
  title: string;
  columns: readonly Column[];
  rows: readonly TableRow[];
  /** The row of totals, as the report gives it; hidden while a search narrows the rows. */
  total?: TableRow | null;
  /** The order the rows are shown in first; without it the order they come in. */
  sort?: Readonly<{ id: string; desc?: boolean }>;
  /** A search over the words of all rows; text stands in the empty field. */
  search?: boolean | string;
  /** More words for the downloaded file's name, such as the period; false leaves the download out. */
  download?: string | boolean;
  /** Ids of the rows that are open at first. */
  opened?: readonly string[];
  /** What can be done with a row, by its id: at its end, in a column without a name. */
  actions?: Readonly<Record<string, ReactNode>>;
  /** In place of rows where there are none. */
  empty?: ReactNode;
}>;

/** The table of every page: sorted, searched, opened, paged and downloaded in the browser. */
export function DataTable(props: DataTableProps) {
  const { title, columns, rows, total, sort, search, opened, empty = "Nothing to show." } = props;
  const [sorting, setSorting] = useState<SortingState>(() =>
    sort ? [{ id: sort.id, desc: sort.desc ?? true }] : [],
  );
  const [text, setText] = useState("");
  const [initialState] = useState(() => ({
    expanded: Object.fromEntries((opened ?? []).map((id) => [id, true])),
    pagination: { pageIndex: 0, pageSize: pageSizeFor(rows.length) },
  }));
  const model = useMemo(() => modelColumns(columns), [columns]);
  const table = useTable({
    features,
    columns: model,
    data: rows,
    initialState,
    state: { sorting, globalFilter: text },
    onSortingChange: setSorting,
    onGlobalFilterChange: setText,
    globalFilterFn: (row, _columnId, wanted) => holdsText(columns, row.original, String(wanted)),
    maxLeafRowFilterDepth: 0,
    paginateExpandedRows: false,
    autoResetExpanded: false,
    getSubRows: (row) => row.children,
    getRowId: (row, _index, parent) => (parent ? `${parent.id}/${row.id}` : row.id),
  });
  const shown = table.getRowModel().rows;
  const searched = text.trim() !== "";
  const isPaged = rows.length > pageSizeFor(rows.length);

  function save() {
    const listed: ShownRow[] = table
      .getSortedRowModel()
      .rows.flatMap((row) => [
        { row: row.original },
        ...(row.getIsExpanded()
          ? row.subRows.map((line) => ({ row: line.original, parent: row.original }))
          : []),
      ]);
    if (total && !searched) listed.push({ row: total });
    const words = typeof props.download === "string" ? [title, props.download] : [title];
    download(csvFileName(...words), tableCsv(columns, listed));
  }

  if (rows.length === 0) return <div className="border-t border-t-ink py-3 text-ink-2">{empty}</div>;
  return (
    <div>
      {search && (
        <input
          type="search"
          value={text}
          onChange={(event) => table.setGlobalFilter(event.target.value)}
          placeholder={typeof search === "string" ? search : "Search"}
          aria-label={`Search ${title}`}
          className="mb-2 w-full max-w-[300px] rounded-chip border bg-card px-[11px] py-[5px] placeholder:text-ink-3"
        />
      )}
      <div className={join("overflow-x-auto", rows.length > 30 && "max-h-[78dvh] overflow-y-auto")}>
        <table className="w-full border-separate border-spacing-0">
          <caption className="sr-only">{title}</caption>
          <thead>
            <tr>
              {columns.map((column, index) => (
                <HeadCell
                  key={column.id}
                  column={column}
                  first={index === 0}
                  sorted={table.getColumn(column.id)?.getIsSorted() ?? false}
                  onSort={canSort(column) ? () => table.getColumn(column.id)?.toggleSorting() : undefined}
                />
              ))}
              {props.actions && (
                <th scope="col" className="sticky top-0 z-10 border-b border-b-ink bg-paper">
                  <span className="sr-only">What can be done</span>
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <tr key={row.id} className="group/row">
                {columns.map((column, index) => (
                  <BodyCell
                    key={column.id}
                    row={row.original}
                    column={column}
                    first={index === 0}
                    depth={row.depth}
                    opened={row.getIsExpanded()}
                    onToggle={index === 0 && row.getCanExpand() ? () => row.toggleExpanded() : undefined}
                  />
                ))}
                {props.actions && (
                  <td className="border-b py-1 pl-[10px] text-right whitespace-nowrap">
                    {row.depth === 0 && props.actions[row.original.id]}
                  </td>
                )}
              </tr>
            ))}
          </tbody>
          {total && !searched && (
            <tfoot>
              <tr>
                {columns.map((column, index) => (
                  <BodyCell key={column.id} row={total} column={column} first={index === 0} depth={0} total />
                ))}
              </tr>
            </tfoot>
          )}
        </table>
      </div>
      {shown.length === 0 && <p className="py-3 text-ink-2">No row holds “{text}”.</p>}
      {(isPaged || props.download !== false) && (
        <div className="mt-2 flex min-h-[24px] flex-wrap items-center justify-between gap-x-4 gap-y-1 text-small text-ink-2">
          <Pages
            index={table.state.pagination.pageIndex}
            size={table.state.pagination.pageSize}
            rows={table.getFilteredRowModel().rows.length}
            onIndex={(index) => table.setPageIndex(index)}
          />
          {props.download !== false && (
            <button type="button" onClick={save} className="link ml-auto">
              Download CSV
            </button>
          )}
        </div>
      )}
    </div>
  );
}
