-- What an import would bring, read before anybody says that it counts; null where nobody asked.
alter table "import" add column preview jsonb;

-- ready: looked at, and waiting for a person's word. cancelled: given up before it counted.
alter table "import" drop constraint import_status_check;
alter table "import" add check (status in ('running', 'ready', 'committed', 'duplicate', 'refused', 'failed', 'cancelled', 'voided'));

-- While a file is only looked at, it does not stand in the way of one that is loaded (ledger rule 12).
drop index import_content;
create unique index import_content on "import" (organization_id, content_hash)
  where status in ('running', 'committed') and options->>'preview' is null;

-- A resumable upload finds the import it has become.
create index import_upload on "import" (organization_id, (options->>'upload')) where options->>'upload' is not null;
