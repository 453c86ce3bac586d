import {
  columnFilteringFeature,
  createColumnHelper,
  createExpandedRowModel,
  createFilteredRowModel,
  createPaginatedRowModel,
  createSortedRowModel,
  globalFilteringFeature,
  rowExpandingFeature,
  rowPaginationFeature,
  rowSortingFeature,
  tableFeatures,
} from "@tanstack/react-table";
import { type Column, canSort, isNumeric, kindOf, type TableRow } from "./columns";
import { compareCells } from "./compare";
import { shownCell } from "./format";

/** The features our tables use; what is not named here is not shipped to the browser. */
export const features = tableFeatures({
  rowSortingFeature,
  columnFilteringFeature,
  globalFilteringFeature,
  rowExpandingFeature,
  rowPaginationFeature,
  sortedRowModel: createSortedRowModel(),
  filteredRowModel: createFilteredRowModel(),
  expandedRowModel: createExpandedRowModel(),
  paginatedRowModel: createPaginatedRowModel(),
});

/** Above this many rows a table is shown in pages. */
const ROWS_UNPAGED_MAX = 200;
export const PAGE_ROWS = 100;

/** Rows a page holds: all of them while they are few. */
export const pageSizeFor = (rows: number): number => (rows > ROWS_UNPAGED_MAX ? PAGE_ROWS : ROWS_UNPAGED_MAX);

const helper = createColumnHelper<typeof features, TableRow>();

/**
 * TanStack's column definitions for our descriptors. Missing values come last in either direction; the lines under a
 * row keep their own order; the search looks at words as they are shown.
 */
export function modelColumns(columns: readonly Column[]) {
  return helper.columns(
    columns.map((column) =>
      helper.accessor((row) => row.cells[column.id] ?? undefined, {
        id: column.id,
        enableSorting: canSort(column),
        enableGlobalFilter: column.kind === "text" || column.kind === "date",
        sortDescFirst: isNumeric(column.kind) || column.kind === "date",
        sortUndefined: "last",
        sortFn: (a, b) =>
          a.depth > 0
            ? 0
            : compareCells(
                kindOf(a.original, column),
                a.original.cells[column.id] ?? "",
                b.original.cells[column.id] ?? "",
              ),
      }),
    ),
  );
}

/** True where any column with words holds the searched text, however it is capitalised. */
export function holdsText(columns: readonly Column[], row: TableRow, text: string): boolean {
  const wanted = text.trim().toLocaleLowerCase("en");
  return columns.some(
    (column) =>
      (column.kind === "text" || column.kind === "date") &&
      shownCell(row, column).text.toLocaleLowerCase("en").includes(wanted),
  );
}
