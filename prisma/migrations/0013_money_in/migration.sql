-- What comes in beside usage: exchange rates, revenue in other currencies with plans and units, units of work, and costs
-- entered by period.

-- A rate of one day: one `base` is `rate` of `quote`. Rows stay; `counts` marks the one of each pair and day that does.
create table exchange_rate (
  organization_id integer not null,
  import_id integer not null,
  line integer not null,
  key uuid not null,
  counts boolean not null,
  shadowed_by integer,
  day date not null,
  base text not null,
  quote text not null,
  rate numeric(38,18) not null,
  rate_text text not null,
  source text,
  recorded_at timestamptz not null default now(),
  primary key (organization_id, import_id, line, key)
);
create unique index exchange_rate_key on exchange_rate (organization_id, key) where counts;
create index exchange_rate_pair on exchange_rate (organization_id, base, quote, day) where counts;
alter table exchange_rate add check (rate > 0);

-- Work done: `quantity` and `successes` in millionths of a unit, since minutes of calls come in fractions.
create table work_unit (
  organization_id integer not null,
  import_id integer not null,
  line integer not null,
  key uuid not null,
  counts boolean not null,
  shadowed_by integer,
  day date not null,
  unit text not null,
  product_id uuid,
  customer text,
  quantity numeric(38,0) not null,
  quantity_text text not null,
  successes numeric(38,0),
  primary key (organization_id, import_id, line, key)
);
create unique index work_unit_key on work_unit (organization_id, key) where counts;
create index work_unit_day on work_unit (organization_id, day) where counts;
alter table work_unit add check (quantity >= 0 and (successes is null or (successes >= 0 and successes <= quantity)));

-- Units that usage names itself: each value of a tag is one unit of work, counted on the first day it is met.
create table unit_tag (
  organization_id integer not null,
  unit text not null,
  tag text not null,
  created_at timestamptz not null default now(),
  created_by uuid,
  primary key (organization_id, unit)
);

-- The tables are empty: nothing is there to be validated, which the fence of the other table would stand against.
alter table exchange_rate add foreign key (organization_id, import_id) references "import" (organization_id, id) not valid;
alter table work_unit add foreign key (organization_id, import_id) references "import" (organization_id, id) not valid,
  add foreign key (organization_id, product_id) references product (organization_id, id) not valid;

do $$
declare
  name text;
begin
  foreach name in array array['exchange_rate', 'work_unit', 'unit_tag'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy tenant on %I using (organization_id = current_setting(''app.org'')::int) with check (organization_id = current_setting(''app.org'')::int)', name);
    execute format('grant select, insert, update, delete on %I to costcurve_app', name);
  end loop;
end $$;

-- Amounts are in dollars; `amount_text` and `currency` are as the file has them, and the rate stands beside them.
-- `units`: what was sold, in millionths.
alter table revenue add column plan text, add column units numeric(38,0), add column rate_text text,
  add column rate_day date, add column rate_source text;
create index revenue_plan on revenue (organization_id, customer, from_day) where counts and plan is not null;

-- A charge of a period falls on its days in equal parts: until `to_day`, exclusive. `is_fixed`: it does not vary with use.
alter table provider_charge add column to_day date, add column is_fixed boolean not null default false,
  add column details jsonb, add column rate_text text, add column rate_day date, add column rate_source text;
create index provider_charge_period on provider_charge (organization_id, to_day) where counts and to_day is not null;

-- Part of effective cost: what was entered by period and does not vary with use.
do $$
declare
  name text;
begin
  foreach name in array array['usage_daily', 'usage_daily_sku', 'usage_daily_scope', 'usage_monthly'] loop
    execute format('alter table %I add column fixed_cost numeric(38,0) not null default 0', name);
    execute format('alter table %I alter column fixed_cost drop default', name);
  end loop;
end $$;
