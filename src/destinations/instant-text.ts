const day = String.raw`\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])`;
const time = String.raw`T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d`;
/** What every database reads as it stands. */
const utc = new RegExp(`^${day}${time}(?:\\.\\d{1,6})?Z$`);
const anyZone = new RegExp(String.raw`^${day}${time}(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$`);
const date = new RegExp(`^${day}$`);
const dayLength = 10;
const lastOfEveryMonth = '28';
const firstYear = '0001';

/** `Date` takes 30 February for 2 March. */
function isRealDay(text: string): boolean {
  if (text < firstYear) return false;
  if (text.slice(dayLength - 2, dayLength) <= lastOfEveryMonth) return true;
  const date = text.slice(0, dayLength);
  return new Date(date).toISOString().startsWith(date);
}

/** RFC 3339 UTC of a real instant in the years 1 to 9999; undefined for whatever else, a time without a zone too. */
export function instantText(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  if (utc.test(value)) return isRealDay(value) ? value : undefined;
  if (!anyZone.test(value) || !isRealDay(value)) return undefined;
  const at = new Date(value);
  if (Number.isNaN(at.getTime())) return undefined;
  const text = at.toISOString();
  return utc.test(text) && text >= firstYear ? text : undefined;
}

/** The day of a date or instant as `YYYY-MM-DD`; undefined for whatever is none. */
export function dayText(value: unknown): string | undefined {
  if (typeof value === 'string' && date.test(value)) return isRealDay(value) ? value : undefined;
  return instantText(value)?.slice(0, dayLength);
}
