import { pool } from "./pool";

const PATIENCE_MS = 3_000;

/** True where the database answers in time and its tables are there. */
export async function isReady(): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), PATIENCE_MS);
  });
  try {
    return await Promise.race([late, tablesAreThere()]);
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}

async function tablesAreThere(): Promise<boolean> {
  const { rows } = await pool().query<{ there: boolean }>(
    "select to_regclass('public.organization') is not null and to_regclass('public.usage_event') is not null as there",
  );
  return rows[0]?.there === true;
}
