import type { Change } from '../../model/change.ts';
import { toLarkstreamError } from '../../model/errors.ts';
import type { Hint } from '../../model/hint.ts';
import type { ModuleState } from '../../model/source-state.ts';
import { inBatches } from '../../util/in-batches.ts';
import { getUsers } from '../contact/by-id.ts';
import { ContactClient } from '../contact/contact-client.ts';
import type { ContactTargets } from '../contact/hints.ts';
import { toIdTypes } from '../contact/id-types.ts';
import { hasLeft } from '../contact/moved-people.ts';
import { toPerson } from '../contact/rows.ts';
import { walkAlone } from '../contact/walk-alone.ts';
import type { DirectoryFollower, WalkAlone } from '../directory.ts';
import { visitHints } from '../hints.ts';
import { isFatal } from '../is-fatal.ts';
import type { RefreshRead } from '../refresher.ts';
import { type AttendanceQuery, idsPerCall } from './attendance-query.ts';
import type { AttendanceConfig } from './config.ts';
import { Coverage } from './coverage.ts';
import { type Kind, toRows } from './kinds.ts';

/** `kinds` are those whose streams are wanted. */
interface NewcomersOptions {
  readonly settings: AttendanceConfig;
  readonly directory: DirectoryFollower;
  readonly query: AttendanceQuery;
  readonly kinds: readonly Kind[];
}

/**
 * The attendance of the lookback of people whom events of Contact bring and no snapshot has met: new and returning ones, and
 * those who came into the app's range. What is older comes with the next snapshot, which remembers them.
 */
export async function* readNewcomers(
  hints: readonly Hint[],
  { settings, directory, query, kinds }: NewcomersOptions,
  read: RefreshRead,
): AsyncGenerator<Change, void, void> {
  const wanted = kinds.filter(({ stream }) => read.streams.has(stream.name));
  const isAboutPeople = hints.some(({ module }) => module === 'contact');
  if (wanted.length === 0 || settings.employeeIds !== undefined || !isAboutPeople) return;
  const ids = new Set<string>();
  for await (const person of directory.people(read, 'attendance', walkOf(hints))) {
    const id = settings.employeeType === 'employee_id' ? person.userId : person.employeeNo;
    if (id !== null) ids.add(id);
  }
  if (ids.size === 0) return;
  const remembered = await read.remembered();
  const nowMs = read.clock.now();
  for (const kind of wanted) {
    const known = knownBy(kind, settings, remembered);
    const unknown = [...ids].filter((id) => !known(id));
    const windows = kind.toWindows({ settings, nowMs, cursor: Math.floor(nowMs / 1000) });
    yield* tolerant(kind, async function* () {
      for (const some of inBatches(unknown, idsPerCall)) {
        for (const window of windows) {
          for await (const results of query.ask(kind, some, window)) {
            const rows = toRows(kind, results, settings.employeeType, read.problems);
            if (rows.length > 0) yield { kind: 'rows', stream: kind.stream.name, rows };
          }
        }
      }
    });
  }
}

function knownBy(kind: Kind, settings: AttendanceConfig, state: ModuleState): (id: string) => boolean {
  const coverage = new Coverage({ kind: kind.name, settings, cursor: 0 }, state);
  return (id) => coverage.cursorOf(id) !== undefined;
}

/** Without Contact, the people whom the hints name are asked for here; departments alone then bring no people. */
function walkOf(hints: readonly Hint[]): WalkAlone {
  const openIds = new Set<string>();
  let isEverybody = false;
  visitHints<ContactTargets>('contact', hints, {
    person: ({ openId, isGone }) => {
      if (!isGone) openIds.add(openId);
    },
    department: () => {},
    everything: () => {
      isEverybody = true;
    },
  });
  if (isEverybody) return walkAlone;
  return async function* ({ client, signal }, feed) {
    const contact = new ContactClient({ client, signal, feed, idTypes: toIdTypes({}) });
    for (const some of inBatches([...openIds], idsPerCall)) {
      for (const user of await getUsers(some, contact)) {
        const person = hasLeft(user) ? undefined : toPerson(user);
        if (person !== undefined) yield person;
      }
    }
  };
}

/** A snapshot reports that an app has no rights in Attendance; a Contact event does not fail because of it. */
async function* tolerant(kind: Kind, start: () => AsyncIterable<Change>): AsyncGenerator<Change, void, void> {
  try {
    yield* start();
  } catch (thrown) {
    const error = toLarkstreamError(thrown);
    if (isFatal(error) || error.family !== 'config') throw error;
    yield { kind: 'warning', streams: [kind.stream.name], message: error.texts.message };
  }
}
