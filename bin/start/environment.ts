import { type Config, readConfig } from "@/lib/db/config";
import { readSecrets } from "@/lib/db/secrets";

/** What the server learns from us, and a build must agree with. */
export function serverEnvironment(config: Config = readConfig()): Record<string, string> {
  const secrets = readSecrets(config.dataFolder);
  return {
    APP_URL: config.appUrl,
    HOST: config.host,
    PORT: String(config.port),
    NEXTAUTH_URL: config.appUrl,
    NEXTAUTH_SECRET: process.env.NEXTAUTH_SECRET || secrets.sessionSecret,
    NEXT_SERVER_ACTIONS_ENCRYPTION_KEY:
      process.env.NEXT_SERVER_ACTIONS_ENCRYPTION_KEY || secrets.serverActionsKey,
  };
}
