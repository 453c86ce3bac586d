-- Rows kept aside in packs say themselves which columns their bytes hold, and what all rows of the batch have alike.
-- Packs of earlier releases have no layout: "lean" and "full" name the two there were.
alter table usage_event_pack add column layout jsonb;
alter table usage_event_pack drop constraint usage_event_pack_form_check;
alter table usage_event_pack add check (form in ('lean', 'full', 'event', 'batch'));
