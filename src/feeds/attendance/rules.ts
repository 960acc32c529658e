import type { Change } from '../../model/change.ts';
import { toLarkstreamError } from '../../model/errors.ts';
import { endpointLabel } from '../../open-platform/endpoint.ts';
import { attendanceEndpoints } from '../../open-platform/endpoints/attendance.ts';
import { type JsonObject, readText } from '../../util/json.ts';
import { merge } from '../../util/merge.ts';
import type { FeedRead } from '../feed-context.ts';
import { isFatal } from '../is-fatal.ts';
import type { AttendanceConfig } from './config.ts';
import { toGroupRow, toShiftRow } from './rows.ts';
import { groupsStream, shiftsStream } from './streams.ts';

const concurrency = 16;

/** Attendance groups: the list has only names, so each is asked for by itself. */
export async function* readGroups(settings: AttendanceConfig, read: FeedRead): AsyncGenerator<Change, void, void> {
  if (!read.streams.has(groupsStream.name)) return;
  yield* guarded(groupsStream.name, merge(groupJobs(settings, read), { concurrency }));
}

/** Shifts: the list has everything. */
export async function* readShifts(read: FeedRead): AsyncGenerator<Change, void, void> {
  if (!read.streams.has(shiftsStream.name)) return;
  yield* guarded(shiftsStream.name, shiftPages(read));
}

async function* groupJobs(
  settings: AttendanceConfig,
  { client, signal, problems }: FeedRead,
): AsyncGenerator<() => AsyncIterable<Change>, void, void> {
  const options = { signal, feed: 'attendance' };
  const note = (count: number): void =>
    problems.unreadable(groupsStream.name, count, endpointLabel(attendanceEndpoints.listGroups));
  for await (const { items, unreadable } of client.pages(attendanceEndpoints.listGroups, options)) {
    note(unreadable);
    for (const listed of items) {
      const groupId = readText(listed, 'group_id');
      if (groupId === null) note(1);
      if (groupId === null) continue;
      yield async function* () {
        const detail = await client.call(attendanceEndpoints.getGroup, {
          path: { group_id: groupId },
          query: { employee_type: settings.employeeType, dept_type: 'open_id' },
          signal,
          feed: 'attendance',
        });
        yield toRows(groupsStream.name, [{ ...toGroupRow(listed, detail, problems), group_id: groupId }]);
      };
    }
  }
}

async function* shiftPages({ client, signal, problems }: FeedRead): AsyncGenerator<Change, void, void> {
  const options = { signal, feed: 'attendance' };
  for await (const { items, unreadable } of client.pages(attendanceEndpoints.listShifts, options)) {
    const shifts = items.filter((shift: JsonObject) => readText(shift, 'shift_id') !== null);
    const lost = unreadable + items.length - shifts.length;
    problems.unreadable(shiftsStream.name, lost, endpointLabel(attendanceEndpoints.listShifts));
    const rows = shifts.map((shift) => toShiftRow(shift, problems));
    if (rows.length > 0) yield toRows(shiftsStream.name, rows);
  }
}

/** Everything came: what was not among it is gone. Something failed: the stream is incomplete, the others go on. */
async function* guarded(stream: string, changes: AsyncIterable<Change>): AsyncGenerator<Change, void, void> {
  try {
    yield* changes;
    yield { kind: 'scanned', stream, scope: {} };
  } catch (thrown) {
    const error = toLarkstreamError(thrown);
    if (isFatal(error)) throw error;
    yield { kind: 'incomplete', streams: [stream], error };
  }
}

function toRows(stream: string, rows: readonly ReturnType<typeof toShiftRow>[]): Change {
  return { kind: 'rows', stream, rows };
}
