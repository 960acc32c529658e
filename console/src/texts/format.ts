import { useMemo } from 'react';
import { usePreferences } from '../data/preferences.ts';
import { type Language, useLanguage } from './texts.ts';

const locales = { en: 'en-GB', zh: 'zh-CN' } as const;
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Numbers and times as a person of the language, in their time zone, reads them. */
export interface Format {
  readonly number: (value: number) => string;
  /** 10,000 → 10,000+ where there may be more. */
  readonly atLeast: (value: number, isAtLeast: boolean) => string;
  /** 0.42 → 42 % */
  readonly percent: (share: number) => string;
  /** Day and time, to the second. */
  readonly dateTime: (time: string | number) => string;
  /** Only the time when it is of today, else day and time. */
  readonly time: (time: string | number, now: number) => string;
  /** Hours to milliseconds, as a log has them. */
  readonly clock: (time: string) => string;
  /** "3 min ago", "in 2 h". */
  readonly relative: (time: string | number, now: number) => string;
  /** A length: "3 h 12 min". */
  readonly duration: (ms: number) => string;
  readonly bytes: (count: number) => string;
}

/** Formatters of a language and a time zone. */
function createFormat(language: Language, timeZone: string | undefined): Format {
  const locale = locales[language];
  const numbers = new Intl.NumberFormat(locale);
  const percents = new Intl.NumberFormat(locale, { style: 'percent' });
  const dates = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium', timeZone });
  const days = new Intl.DateTimeFormat(locale, { year: 'numeric', month: '2-digit', day: '2-digit', timeZone });
  const shortDates = new Intl.DateTimeFormat(locale, {
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
    timeZone,
  });
  const times = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hour12: false, timeZone });
  const clocks = new Intl.DateTimeFormat(locale, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    hour12: false,
    timeZone,
  });
  const relatives = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' });
  return {
    number: (value) => numbers.format(value),
    atLeast: (value, isAtLeast) => `${numbers.format(value)}${isAtLeast ? '+' : ''}`,
    percent: (share) => percents.format(share),
    dateTime: (time) => dates.format(new Date(time)),
    time: (time, now) => (days.format(new Date(time)) === days.format(now) ? times : shortDates).format(new Date(time)),
    clock: (time) => clocks.format(new Date(time)),
    relative: (time, now) => spaced(relative(relatives, new Date(time).getTime() - now)),
    duration: (ms) => spaced(duration(ms, locale)),
    bytes: (count) => bytes(count, locale),
  };
}

/** Between a figure and a Chinese unit stands a space, as in all other texts. */
const spaced = (text: string): string => text.replace(/(\d)(?=\p{Script=Han})/gu, '$1 ');

function relative(format: Intl.RelativeTimeFormat, ms: number): string {
  const size = Math.abs(ms);
  if (size < minute) return format.format(Math.trunc(ms / 1_000), 'second');
  if (size < hour) return format.format(Math.trunc(ms / minute), 'minute');
  if (size < day) return format.format(Math.trunc(ms / hour), 'hour');
  return format.format(Math.trunc(ms / day), 'day');
}

/** The two largest units that there are. */
function duration(ms: number, locale: string): string {
  const unit = (value: number, name: string): string =>
    new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'short' }).format(value);
  const seconds = Math.round(ms / 1_000);
  if (ms < 1_000) return unit(Math.round(ms), 'millisecond');
  const parts = [
    [Math.floor(seconds / 86_400), 'day'],
    [Math.floor(seconds / 3_600) % 24, 'hour'],
    [Math.floor(seconds / 60) % 60, 'minute'],
    [seconds % 60, 'second'],
  ] as const;
  const first = parts.findIndex(([value]) => value > 0);
  const told = parts.slice(first, first + 2).filter(([value]) => value > 0);
  return told.map(([value, name]) => unit(value, name)).join(' ');
}

function bytes(count: number, locale: string): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;
  const step = Math.min(units.length - 1, count < 1 ? 0 : Math.floor(Math.log10(count) / 3));
  const format = { style: 'unit', unit: units[step], unitDisplay: 'short', maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(locale, format).format(count / 1_000 ** step);
}

/** Formatters of the person. */
export function useFormat(): Format {
  const language = useLanguage();
  const { timeZone } = usePreferences();
  return useMemo(() => createFormat(language, timeZone), [language, timeZone]);
}
