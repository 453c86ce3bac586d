-- Rows of a batch that an earlier import holds all and alike, as they were staged: a file that comes again in other bytes
-- is kept aside in a fraction of the time its rows would take one by one. A void or restore takes them apart.
create table usage_event_pack (
  organization_id integer not null,
  import_id integer not null,
  ordinal integer not null,
  shadowed_by integer not null,
  form text not null,
  rows integer not null,
  first_ts timestamptz not null,
  last_ts timestamptz not null,
  bytes bytea not null,
  primary key (organization_id, import_id, ordinal)
);
create index usage_event_pack_by on usage_event_pack (organization_id, shadowed_by);
alter table usage_event_pack alter column bytes set storage external;
alter table usage_event_pack add check (form in ('lean', 'full'));
alter table usage_event_pack enable row level security;
alter table usage_event_pack force row level security;
create policy tenant on usage_event_pack using (organization_id = current_setting('app.org')::int)
  with check (organization_id = current_setting('app.org')::int);
grant select, insert, update, delete on usage_event_pack to costcurve_app;
