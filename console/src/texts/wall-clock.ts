/** What the clocks of a zone show at a time, as fields for times take it: `2026-01-31T08:00`. Without a zone, those of the browser. */
export function toWallClock(time: string, timeZone: string | undefined): string {
  const format = new Intl.DateTimeFormat('sv-SE', {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    timeZone,
  });
  return format.format(new Date(time)).replace(' ', 'T');
}

/** The time at which they show it; undefined for what is none. */
export function fromWallClock(shown: string, timeZone: string | undefined): string | undefined {
  const asUtc = Date.parse(`${shown}Z`);
  if (Number.isNaN(asUtc)) return undefined;
  // How far the zone is ahead then; asked twice, for it may differ at the first guess.
  let ms = asUtc;
  for (let tries = 0; tries < 2; tries += 1)
    ms = asUtc - (Date.parse(`${toWallClock(new Date(ms).toISOString(), timeZone)}Z`) - ms);
  return new Date(ms).toISOString();
}
