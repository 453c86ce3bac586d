-- The price book: besides list prices, an organization's own prices, discounts and mark-ups, each dated, with who
-- entered it and when; what was replaced stays. What a sku costs is assigned on four bases, and re-pricing is an act
-- that can be undone.

alter table price alter column model drop not null, alter column unit drop not null, alter column price drop not null,
  add column kind text not null default 'list',
  add column millionths bigint,
  add column amount_text text,
  add column currency text,
  add column rate_text text,
  add column note text,
  add column retired_by uuid;
alter table price add check (kind in ('list', 'price', 'discount', 'markup'));
alter table price add check ((kind in ('list', 'price')) = (price is not null) and (kind in ('discount', 'markup')) = (millionths is not null));
alter table price add check (valid_to is null or valid_from is null or valid_to > valid_from);
create index price_own on price (organization_id) where kind <> 'list' and retired_at is null;

alter table sku_price add column basis text not null default 'contract', add column request_price bigint;
alter table sku_price alter column basis drop default;
alter table sku_price drop constraint sku_price_pkey, add primary key (organization_id, sku_id, basis, step);
alter table sku_price add check (basis in ('standard', 'list', 'contract', 'batch', 'cuts'));

-- Where cells are cut inside a day is kept apart from what they cost.
alter table sku_price no force row level security;
insert into sku_price (organization_id, sku_id, step, valid_from, valid_to, day_from, day_to, source, source_version,
    matched_model, recorded_at, input_price, cache_read_price, cache_write_5m_price, cache_write_1h_price, output_price,
    audio_input_price, audio_cache_read_price, audio_output_price, image_input_price, image_output_price,
    web_search_price, basis)
  select organization_id, sku_id, step, valid_from, valid_to, day_from, day_to, source, source_version, matched_model,
    recorded_at, input_price, cache_read_price, cache_write_5m_price, cache_write_1h_price, output_price,
    audio_input_price, audio_cache_read_price, audio_output_price, image_input_price, image_output_price,
    web_search_price, 'cuts' from sku_price p
  where exists (select from sku_price w where w.organization_id = p.organization_id and w.sku_id = p.sku_id
    and w.day_from is not null);
alter table sku_price force row level security;

create table reprice (
  organization_id integer not null,
  id uuid not null default gen_random_uuid(),
  from_day date not null,
  to_day date not null,
  provider text,
  model text,
  reason text not null,
  status text not null default 'previewed',
  before numeric(38,0) not null,
  after numeric(38,0) not null,
  spend_before numeric(38,0) not null,
  spend_after numeric(38,0),
  changes jsonb not null,
  products jsonb not null,
  earlier jsonb,
  created_at timestamptz not null default now(),
  created_by uuid,
  applied_at timestamptz,
  applied_by uuid,
  undone_at timestamptz,
  undone_by uuid,
  primary key (organization_id, id),
  check (status in ('previewed', 'applied', 'undone')),
  check (to_day >= from_day)
);
alter table reprice enable row level security;
alter table reprice force row level security;
create policy tenant on reprice using (organization_id = current_setting('app.org')::int)
  with check (organization_id = current_setting('app.org')::int);
grant select, insert, update, delete on reprice to costcurve_app;

-- The rungs of the savings ladder, beside what was there. Figures from before start at what was computed; the next
-- act on their day makes them anew.
do $$
declare
  name text;
begin
  foreach name in array array['usage_daily', 'usage_daily_sku', 'usage_daily_scope', 'usage_monthly'] loop
    execute format('alter table %I add column standard_cost numeric(38,0) not null default 0,
      add column list_cost numeric(38,0) not null default 0, add column carried_cost numeric(38,0) not null default 0,
      add column batch_possible numeric(38,0) not null default 0', name);
    execute format('alter table %I no force row level security', name);
    execute format('update %I set standard_cost = computed_cost, list_cost = computed_cost,
      carried_cost = case when events = 0 then effective_cost else 0 end', name);
    execute format('alter table %I force row level security', name);
    execute format('alter table %I alter column standard_cost drop default, alter column list_cost drop default,
      alter column carried_cost drop default, alter column batch_possible drop default', name);
  end loop;
end $$;

-- Which days a sku was used on is asked for one sku at a time.
create index usage_daily_sku_days on usage_daily_sku (organization_id, sku_id, day);
