import type { Filters } from "@/lib/filters/filters";
import { Notice } from "../notice";

/** What in the address could not be followed, above the page's content. */
export function FilterNotices({ filters }: { filters: Pick<Filters, "notices"> }) {
  return filters.notices.map((notice) => (
    <Notice key={notice} tone="warn">
      {notice}
    </Notice>
  ));
}
