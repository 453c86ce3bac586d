-- Rows kept aside many at a time, as bytes of COPY: in a fraction of the time they would take one by one.
-- "duplicate": rows of a batch that one earlier import (shadowed_by) holds all and alike.
-- "voided": the rows of a voided import that counted, for its restore.
create table usage_event_pack (
  organization_id integer not null,
  import_id integer not null,
  ordinal integer not null,
  shadowed_by integer not null,
  cause text not null,
  form text not null,
  rows integer not null,
  first_ts timestamptz not null,
  last_ts timestamptz not null,
  bytes bytea not null,
  primary key (organization_id, import_id, ordinal)
);
create index usage_event_pack_by on usage_event_pack (organization_id, shadowed_by);
alter table usage_event_pack alter column bytes set storage external;
alter table usage_event_pack add check (cause in ('duplicate', 'voided'));
alter table usage_event_pack add check (form in ('lean', 'full', 'event'));
alter table usage_event_pack enable row level security;
alter table usage_event_pack force row level security;
create policy tenant on usage_event_pack using (organization_id = current_setting('app.org')::int)
  with check (organization_id = current_setting('app.org')::int);
grant select, insert, update, delete on usage_event_pack to costcurve_app;
