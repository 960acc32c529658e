import { attendanceEndpoints } from '../../open-platform/endpoints/attendance.ts';
import { contactEndpoints } from '../../open-platform/endpoints/contact.ts';
import { readNumber } from '../../util/json.ts';
import { planWalkAlone } from '../contact/plan.ts';
import { countListed } from '../count-listed.ts';
import type { PlannedCalls } from '../feed.ts';
import type { FeedRead } from '../feed-context.ts';
import { idsPerCall } from './attendance-query.ts';
import type { AttendanceConfig } from './config.ts';
import { Coverage } from './coverage.ts';
import { kinds } from './kinds.ts';
import { groupsStream, shiftsStream } from './streams.ts';
import type { RecordsOptions } from './walk.ts';

/** Groups and shifts are listed; people are asked for by fifties, for each window of time. */
export async function* planAttendance(
  { settings, directory }: RecordsOptions,
  read: FeedRead,
): AsyncGenerator<PlannedCalls> {
  yield* planRules(read);
  const readsRecords = kinds.some(({ stream }) => read.streams.has(stream.name));
  if (readsRecords && settings.employeeIds === undefined && !directory.isShared) yield* planWalkAlone(read);
  yield* planRecords(settings, read);
}

/** The list of groups has only names, so that each costs a call of its own; that of shifts has everything. */
async function* planRules(read: FeedRead): AsyncGenerator<PlannedCalls> {
  const { listGroups, getGroup, listShifts } = attendanceEndpoints;
  if (read.streams.has(groupsStream.name)) {
    const groups = await countListed(listGroups, read, 'attendance');
    yield { endpoint: listGroups, calls: groups.pages, isEstimate: groups.isEstimate };
    yield { endpoint: getGroup, calls: groups.items.length, isEstimate: groups.isEstimate };
  }
  if (read.streams.has(shiftsStream.name)) {
    const shifts = await countListed(listShifts, read, 'attendance');
    yield { endpoint: listShifts, calls: shifts.pages, isEstimate: shifts.isEstimate };
  }
}

/** How many people there are is known, or asked of Contact with one call. */
async function* planRecords(settings: AttendanceConfig, read: FeedRead): AsyncGenerator<PlannedCalls> {
  const wanted = kinds.filter(({ stream }) => read.streams.has(stream.name));
  if (wanted.length === 0) return;
  const nowMs = read.clock.now();
  const cursor = Math.floor(nowMs / 1000);
  let company: number | undefined;
  for (const kind of wanted) {
    const coverage = new Coverage({ kind: kind.name, settings, cursor }, read.state);
    const known = new Map<number | undefined, number>();
    for (const id of settings.employeeIds ?? coverage.known) {
      const from = coverage.cursorOf(id, 'present');
      known.set(from, (known.get(from) ?? 0) + 1);
    }
    if (known.size === 0) {
      company ??= await countPeople(read);
      known.set(undefined, company);
    }
    let calls = 0;
    for (const [from, people] of known) {
      calls += Math.ceil(people / idsPerCall) * kind.toWindows({ settings, nowMs, cursor: from }).length;
    }
    yield { endpoint: kind.endpoint, calls, isEstimate: settings.employeeIds === undefined };
  }
}

/** The departments right below the root count everybody below them. */
async function countPeople({ client, signal }: FeedRead): Promise<number> {
  const options = {
    path: { department_id: '0' },
    query: { fetch_child: false, user_id_type: 'open_id', department_id_type: 'open_department_id' },
    signal,
    feed: 'attendance',
  };
  let people = 0;
  for await (const { items } of client.pages(contactEndpoints.listChildren, options)) {
    for (const department of items) people += readNumber(department, 'member_count') ?? 0;
  }
  return people;
}
