/** The Alertmanager that is imitated: amtool compares it with its own version, karma reads it as a plain semver. */
export const IMITATED_VERSION = "0.33.1";
