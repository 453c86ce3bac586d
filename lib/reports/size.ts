const UNITS = ["bytes", "kB", "MB", "GB", "TB"] as const;

/** A number of bytes as file managers count: "640 bytes", "1.4 MB", "12 GB". */
export function formatBytes(bytes: number): string {
  let [value, power] = [bytes, 0];
  while (value >= 999.5 && power < UNITS.length - 1) {
    value /= 1000;
    power += 1;
  }
  return `${value.toFixed(power > 0 && value < 9.95 ? 1 : 0)} ${UNITS[power]}`;
}

/** A time to wait, rounded up: "40 s", "3 min", "1 h 20 min". */
export function formatWait(seconds: number): string {
  if (seconds <= 60) return `${Math.max(1, Math.ceil(seconds))} s`;
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
