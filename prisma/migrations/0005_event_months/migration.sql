-- A month's partition is made beside the table and attached to it: that waits for no one who reads or loads. "create table
-- … partition of" would wait for every import under way, and let every query wait behind it.
create or replace function ensure_usage_event_month(day date) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  first date := date_trunc('month', day)::date;
  name text := 'usage_event_' || to_char(first, 'YYYY_MM');
begin
  if first < date '2019-12-01' or first > (now() + interval '2 months')::date then
    raise exception 'no partition for %', first;
  end if;
  if to_regclass('public.' || name) is null then
    perform pg_advisory_xact_lock(hashtext('usage_event_month'));
    if to_regclass('public.' || name) is null then
      execute format('create table %I (like usage_event including all)', name);
      execute format('alter table usage_event attach partition %I for values from (%L) to (%L)', name,
        first::timestamp at time zone 'UTC', (first + interval '1 month') at time zone 'UTC');
    end if;
  end if;
end $$;
