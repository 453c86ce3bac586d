/** The cookie that holds a person's own choice of theme; absent while the system's wish is followed. */
export const THEME_COOKIE = "costcurve-theme";

export type Theme = "light" | "dark";

/** The chosen theme, or undefined to follow `prefers-color-scheme`. Anything unknown counts as no choice. */
export function themeOf(cookie: string | undefined): Theme | undefined {
  return cookie === "light" || cookie === "dark" ? cookie : undefined;
}
