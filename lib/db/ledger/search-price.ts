import { type Sql, sql } from "../sql";

/** What a web search of a cell of `usage_daily`, as `d`, costs by the prices it was given; 0 without one. */
export const searchPrice = (org: number): Sql =>
  sql`coalesce((select web_search_price from sku_price p where p.organization_id = ${org} and p.sku_id = d.sku_id
    and p.basis = 'contract' and p.day_from is null
    and (p.valid_from is null or p.valid_from <= d.utc_day::timestamp at time zone 'UTC')
    and (p.valid_to is null or d.utc_day::timestamp at time zone 'UTC' < p.valid_to) order by p.step limit 1), 0)`;
