/** The names a person can choose from. Older names of a zone are understood too where they are typed. */
export const zoneNames = (): readonly string[] => [
  ...new Set(["UTC", ...Intl.supportedValuesOf("timeZone")]),
];

/** Currencies by code and English name, US dollars first. */
export function currencyOptions(): readonly { value: string; label: string }[] {
  const names = new Intl.DisplayNames("en", { type: "currency" });
  const codes = ["USD", ...Intl.supportedValuesOf("currency").filter((code) => code !== "USD")];
  return codes.map((code) => ({ value: code, label: `${code} · ${names.of(code) ?? code}` }));
}
