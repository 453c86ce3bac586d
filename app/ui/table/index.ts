export type { CellTone, CellValue, Column, ColumnKind, TableRow } from "./columns";
export { DataTable, type DataTableProps } from "./data-table";
