-- Pricing one model again, and looking at what it was used on, asks for the cells of a sku. The UTC day of a cell is at most a
-- day away from its local day, which the key begins with, so an index of UTC days is not needed beside it.
drop index usage_daily_utc;
create index usage_daily_by_sku on usage_daily (organization_id, sku_id, day);

-- The same index as usage_daily_sku_day.
drop index usage_daily_sku_days;
