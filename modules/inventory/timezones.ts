/** True for a name of the IANA list, older names such as Asia/Calcutta included. */
export function isTimezone(name: string): boolean {
  // Intl accepts offsets such as +01:00 too, but a host knows no zone of that name.
  if (!/^[A-Z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+)*$/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
