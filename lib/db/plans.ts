import type { Transaction } from "./organization";
import { type Sql, sql } from "./sql";

/** Which of several rows of revenue says a customer's plan: one above zero, the latest begun, then by name. */
const ORDER = sql`(r.amount > 0) desc, r.from_day desc, r.plan`;

/**
 * A customer's plan on each day of a range, from the rows of revenue that name one: `customer`, `day`, `plan`. Joined to
 * figures, a day's cost of a customer falls on the plan of that day.
 */
export const planDays = (tx: Transaction, q: { from: string; to: string }): Sql =>
  sql`(select distinct on (r.customer, d.day) r.customer, d.day::date as day, r.plan
    from revenue r, generate_series(greatest(r.from_day, ${q.from}::date)::timestamp,
      least(r.to_day - 1, ${q.to}::date)::timestamp, '1 day'::interval) d(day)
    where r.organization_id = ${tx.organizationId} and r.counts and r.plan is not null and r.customer is not null
      and r.from_day <= ${q.to}::date and r.to_day > ${q.from}::date
    order by r.customer, d.day, ${ORDER})`;

/** The same for one row: the plan of a customer on a day, both as columns of it; a scalar query. */
export const planOn = (tx: Transaction, row: { customer: Sql; day: Sql }): Sql =>
  sql`(select r.plan from revenue r where r.organization_id = ${tx.organizationId} and r.counts and r.plan is not null
    and r.customer = ${row.customer} and r.from_day <= ${row.day} and r.to_day > ${row.day}
    order by ${ORDER} limit 1)`;
