type LockedPackage = { version?: string; dev?: boolean; optionalDependencies?: Record<string, string> };
/** The optional packages the lock file names and does not hold, with their exact version. */
export function missingFrom(lock: {
  packages: Record<string, LockedPackage>;
}): Map<string, { version: string; dev?: boolean }>;
