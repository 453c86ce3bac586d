-- paused: somebody stopped it for now. Nothing of it counts, and a resume reads its file from the start.
alter table "import" drop constraint import_status_check;
alter table "import" add check (status in
  ('running', 'paused', 'ready', 'committed', 'duplicate', 'refused', 'failed', 'cancelled', 'voided'));

drop index import_content;
create unique index import_content on "import" (organization_id, content_hash)
  where status in ('running', 'paused', 'committed') and options->>'preview' is null;

-- How far it is: rows read so far, and what is being done; when its last attempt began, and how many there were.
alter table "import" add column rows_done bigint not null default 0;
alter table "import" add column phase text;
alter table "import" add column started_at timestamptz;
alter table "import" add column attempts integer not null default 0;
alter table "import" add check (phase in ('reading', 'settling'));
