-- Whatever sets an import running puts it into the queue, in the same transaction: none can be forgotten. The queue's own
-- tables are in the schema graphile_worker, which the owner installs and the application's role may not enter; jobs hold
-- two numbers and nothing of what was imported. Imports of one organization have a queue of their own and go one by one;
-- files that are only looked at wait for nobody.
create function queue_import() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform graphile_worker.add_job(
    'import',
    json_build_object('organizationId', new.organization_id, 'importId', new.id),
    queue_name => case when new.options->>'preview' is null then 'organization ' || new.organization_id end,
    max_attempts => 25,
    job_key => 'import ' || new.id
  );
  -- Somebody set it running anew: what broke off before is no longer counted.
  if tg_op = 'UPDATE' then new.attempts := 0; end if;
  return new;
end $$;
revoke all on function queue_import() from public;

create trigger import_begun after insert on "import" for each row
  when (new.status = 'running') execute function queue_import();
create trigger import_again before update of status on "import" for each row
  when (new.status = 'running' and old.status <> 'running') execute function queue_import();

-- The same once more, for an import that was on its way when the queue came, or that has to wait for somebody.
create function queue_import_again(import_id integer, seconds integer) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  org integer := current_setting('app.org')::integer;
  is_preview boolean;
begin
  select options->>'preview' is not null into is_preview from "import"
    where organization_id = org and id = import_id and status = 'running';
  if not found then return; end if;
  perform graphile_worker.add_job(
    'import',
    json_build_object('organizationId', org, 'importId', import_id),
    queue_name => case when not is_preview then 'organization ' || org end,
    run_at => now() + make_interval(secs => seconds),
    max_attempts => 25,
    job_key => 'import ' || import_id
  );
end $$;
revoke all on function queue_import_again(integer, integer) from public;
grant execute on function queue_import_again(integer, integer) to costcurve_app;
