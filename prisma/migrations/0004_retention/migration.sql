-- Rows of usage may be dropped after some months; the cube and every figure stay.
-- events_months: how long rows are kept, null for ever. events_from: rows of earlier UTC days are gone or going, and are no
-- more taken in. drops_files: the stored files of imports that are older than that, too.
alter table organization
  add column events_months integer,
  add column events_from date,
  add column drops_files boolean not null default false,
  add check (events_months between 1 and 600);
-- Rows of this import that were dropped, among them those aside: it can be voided and restored exactly only without.
alter table "import" add column rows_dropped bigint not null default 0;
