export type { FilterOption } from "./choices";
export { FilterBar, type FilterBarProps, type FilterOptions } from "./filter-bar";
export { FilterNotices } from "./notices";
