import { merge } from '../../util/merge.ts';
import type { DirectoryFollower } from '../directory.ts';
import type { Feed } from '../feed.ts';
import { scopesWhere } from '../scopes.ts';
import { checkAttendance } from './check.ts';
import { toConfig } from './config.ts';
import { attendanceMemory } from './coverage.ts';
import { planAttendance } from './plan.ts';
import { createAttendanceRefresher } from './refresh.ts';
import { readGroups, readShifts } from './rules.ts';
import { attendanceScopes } from './scopes.ts';
import type { AttendanceSettings } from './settings.ts';
import { attendanceStreams } from './streams.ts';
import { readRecords } from './walk.ts';

/**
 * Punches and daily results of the configured people, or of everyone in `directory`; attendance groups and shifts.
 * Throws a `ConfigError` when `start_date` is no date.
 */
export function createAttendanceFeed(given: Partial<AttendanceSettings>, directory: DirectoryFollower): Feed {
  const settings = toConfig(given);
  return {
    module: 'attendance',
    streams: attendanceStreams,
    scopes: scopesWhere(settings.employeeIds === undefined, attendanceScopes),
    ...(settings.employeeIds === undefined ? { follows: ['contact'] } : {}),
    check: (context) => checkAttendance(settings, directory, context),
    plan: (read) => planAttendance({ settings, directory }, read),
    read: (read) =>
      merge(
        [() => readRecords({ settings, directory }, read), () => readGroups(settings, read), () => readShifts(read)],
        { concurrency: 3 },
      ),
    memory: attendanceMemory,
    refresher: () => createAttendanceRefresher(settings, directory),
  };
}
