import type { AttendanceConfig } from './config.ts';
import { addDays, dayMs, daysBetween, toDay, toMs } from './days.ts';
import { defaultDaysBack } from './settings.ts';

/** Half-open, `from <= t < to`: whole seconds since the epoch for punches, days `YYYY-MM-DD` for results. */
export type Window =
  | { readonly unit: 'seconds'; readonly from: number; readonly to: number }
  | { readonly unit: 'days'; readonly from: string; readonly to: string };

/** No maximum is documented for these two endpoints; their sisters take 30 days. */
const maxWindowDays = 30;
const maxWindowSeconds = (maxWindowDays * dayMs) / 1000;
const daySeconds = dayMs / 1000;
/** Days are those of the attendance group: the furthest zones are 14 hours ahead of UTC and 12 behind. */
const aheadMs = 14 * 3_600_000;
const behindMs = 12 * 3_600_000;

/** What windows are cut from; see `cursor` for people who are new. */
export interface Span {
  readonly settings: AttendanceConfig;
  readonly nowMs: number;
  /** Up to when everything has been read, in seconds; undefined for people who are new. */
  readonly cursor: number | undefined;
}

/** What is to be asked of punches: from the cursor less the lookback, or from the start, up to now. */
export function punchWindows({ settings, nowMs, cursor }: Span): Window[] {
  const to = Math.floor(nowMs / 1000);
  const { startDate, lookbackMs } = settings;
  const start = startDate === undefined ? to - (defaultDaysBack * dayMs) / 1000 : toMs(startDate) / 1000;
  // The lookback of a young history reaches back before the first day that is wanted.
  const earliest = startDate === undefined ? 0 : start;
  const from = cursor === undefined ? start : Math.max(earliest, cursor - Math.floor(lookbackMs / 1000));
  const windows: Window[] = [];
  for (let at = from; at < to; at += maxWindowSeconds) {
    windows.push({ unit: 'seconds', from: at, to: Math.min(at + maxWindowSeconds, to) });
  }
  return windows;
}

/** What is to be asked of daily results, up to the day that has begun somewhere on earth. */
export function resultWindows({ settings, nowMs, cursor }: Span): Window[] {
  const to = addDays(toDay(nowMs + aheadMs), 1);
  const start = settings.startDate ?? addDays(to, -defaultDaysBack);
  const earliestMs = settings.startDate === undefined ? 0 : toMs(settings.startDate);
  const from =
    cursor === undefined ? start : toDay(Math.max(earliestMs, cursor * 1000 - settings.lookbackMs - behindMs));
  const windows: Window[] = [];
  for (let at = from; at < to; at = addDays(at, maxWindowDays)) {
    const end = addDays(at, maxWindowDays);
    windows.push({ unit: 'days', from: at, to: daysBetween(end, to) > 0 ? end : to });
  }
  return windows;
}

/** Two windows in place of one whose answer was too much; undefined for a window of less than two days. */
export function halve(window: Window): readonly [Window, Window] | undefined {
  if (window.unit === 'seconds') {
    const half = Math.floor((window.to - window.from) / 2);
    if (half < daySeconds) return undefined;
    const middle = window.from + half;
    return [
      { ...window, to: middle },
      { ...window, from: middle },
    ];
  }
  const half = Math.floor(daysBetween(window.from, window.to) / 2);
  if (half < 1) return undefined;
  const middle = addDays(window.from, half);
  return [
    { ...window, to: middle },
    { ...window, from: middle },
  ];
}

/** In days, a begun day of seconds counted whole: how many rows are to be expected is estimated from it. */
export function windowDays(window: Window): number {
  if (window.unit === 'days') return daysBetween(window.from, window.to);
  return Math.max(1, Math.ceil((window.to - window.from) / daySeconds));
}

/** The window as a range of the stream's time column. */
export function toRange(window: Window): { readonly from: string; readonly to: string } {
  if (window.unit === 'days') return { from: window.from, to: window.to };
  return { from: new Date(window.from * 1000).toISOString(), to: new Date(window.to * 1000).toISOString() };
}
