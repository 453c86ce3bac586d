/**
 * The database of this worker: a copy of a template that was migrated once. `lib/db` finds it by itself; these are
 * for tests that open connections of their own. Nothing is cleaned: each test makes its own organization.
 */
export function testDatabase(): { ownerUrl: string; appUrl: string } {
  const { COSTCURVE_OWNER_URL: ownerUrl, COSTCURVE_APP_URL: appUrl } = process.env;
  if (!ownerUrl || !appUrl) throw new Error("This test belongs in tests/integration, where a database is.");
  return { ownerUrl, appUrl };
}
