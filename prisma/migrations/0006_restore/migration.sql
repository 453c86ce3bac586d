-- A voided import's rows stay aside, so that a restore can bring them back.
alter table usage_event_shadow drop constraint usage_event_shadow_cause_check;
alter table usage_event_shadow add constraint usage_event_shadow_cause_check
  check (cause in ('duplicate', 'corrected', 'overlap', 'voided'));
