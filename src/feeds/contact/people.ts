import type { Change } from '../../model/change.ts';
import { ConfigError, type LarkstreamError, StoppedError, toLarkstreamError } from '../../model/errors.ts';
import type { Message } from '../../model/message.ts';
import type { Directory } from '../directory.ts';
import type { FeedRead } from '../feed-context.ts';
import { ContactClient } from './contact-client.ts';
import { FieldWatch } from './field-scopes.ts';
import { toDepartmentIds, toIdTypes } from './id-types.ts';
import { findMissed, knownFrom, remember, stateOf } from './moved-people.ts';
import { findLosses, fromRangeState, toRangeState } from './range.ts';
import { tellsDepartments, toDepartmentRow, toMemberships, toPerson, toUserRow } from './rows.ts';
import type { ContactSettings } from './settings.ts';
import { type ContactSlice, nameOfSlice } from './slices.ts';
import { departmentsStream, userDepartmentsStream, usersStream } from './streams.ts';
import { Walk, type WalkEvent } from './walk.ts';

const rangeSlice: ContactSlice = { kind: 'range' };

/** `directory` keeps who was met, so that other feeds of the run need not walk again. */
export interface PeopleOptions {
  readonly config: Partial<ContactSettings>;
  readonly directory: Directory;
}

/** Whether a read of these streams meets everyone whom the app may see. */
export function meetsEveryone(config: Partial<ContactSettings>, streams: ReadonlySet<string>): boolean {
  return toDepartmentIds(config) === undefined && wantsPeople(streams);
}

const wantsPeople = (streams: ReadonlySet<string>): boolean =>
  streams.has(usersStream.name) || streams.has(userDepartmentsStream.name);

/** Departments, people and memberships: one walk for all three. */
export async function* readPeople(options: PeopleOptions, read: FeedRead): AsyncGenerator<Change, void, void> {
  const { config, directory } = options;
  const { client, signal, streams } = read;
  const departmentIds = toDepartmentIds(config);
  const people = wantsPeople(streams);
  if (!meetsEveryone(config, streams)) directory.decline();
  if (!people && !streams.has(departmentsStream.name)) return;

  const contact = new ContactClient({
    client,
    signal,
    feed: 'contact',
    idTypes: toIdTypes(config),
    problems: read.problems,
  });
  const walk = new Walk({ contact, departmentIds, people });
  const fields = new FieldWatch();
  let told = false;
  try {
    for await (const event of withMissed(walk, { contact, read })) {
      if (event.kind === 'people') {
        directory.add(event.people.flatMap((user) => toPerson(user) ?? []));
        fields.see(event.people);
        told ||= event.people.some(tellsDepartments);
      }
      yield* toChanges(event, walk, read);
    }
    directory.end(walk.failure);
  } catch (thrown) {
    directory.end(toLarkstreamError(thrown));
    throw thrown;
  } finally {
    // Reached without an end when the reader stops early.
    directory.end(
      new StoppedError({
        code: 'run.stopped',
        message: { en: 'The walk over the directory was stopped', zh: '通讯录的遍历已停止' },
      }),
    );
  }
  yield* conclude(walk, { contact, read, fields, told });
}

/** The walk, and those who slipped through it. */
async function* withMissed(
  walk: Walk,
  { contact, read }: { readonly contact: ContactClient; readonly read: FeedRead },
): AsyncGenerator<WalkEvent, void, void> {
  yield* walk.events();
  const known = knownFrom(read.state, 'people');
  if (known === undefined || !walk.walksPeople || !walk.isComplete) return;
  try {
    const missed = await findMissed({
      contact,
      known,
      met: walk.people,
      belongs: (departmentIds) => walk.covers(departmentIds),
    });
    if (missed === undefined) return;
    yield* walk.meet(missed);
    // Everyone who was not met has been asked for, so it no longer matters who moved where.
    walk.unsettled = false;
  } catch (thrown) {
    walk.failPeople(thrown);
  }
}

function* toChanges(event: WalkEvent, walk: Walk, { streams, problems }: FeedRead): Generator<Change, void, void> {
  if (event.kind === 'departments') {
    if (!streams.has(departmentsStream.name)) return;
    yield {
      kind: 'rows',
      stream: departmentsStream.name,
      rows: event.departments.map((one) => toDepartmentRow(one, problems)),
    };
    return;
  }
  if (streams.has(usersStream.name)) {
    yield { kind: 'rows', stream: usersStream.name, rows: event.people.map((one) => toUserRow(one, problems)) };
  }
  if (streams.has(userDepartmentsStream.name))
    yield* toMemberships(event.people, (id) => walk.toOpenDepartmentId(id), problems);
}

interface Conclusion {
  readonly contact: ContactClient;
  readonly read: FeedRead;
  readonly fields: FieldWatch;
  /** True when at least one person came with departments. */
  readonly told: boolean;
}

async function* conclude(walk: Walk, conclusion: Conclusion): AsyncGenerator<Change, void, void> {
  const { read, fields } = conclusion;
  const wanted = (...names: string[]): string[] => names.filter((name) => read.streams.has(name));
  const ofPeople = wanted(usersStream.name, userDepartmentsStream.name);
  const all = wanted(departmentsStream.name, usersStream.name, userDepartmentsStream.name);

  const warning = fields.tell();
  if (warning !== undefined) yield { kind: 'warning', streams: ofPeople, message: warning };
  for (const error of oneOfEach(walk.departmentFailures)) yield { kind: 'incomplete', streams: all, error };
  for (const error of oneOfEach(walk.peopleFailures)) yield { kind: 'incomplete', streams: ofPeople, error };
  if (walk.departmentFailures.length > 0) return;

  const losses = await findWithdrawn(walk, conclusion);
  if (losses.length > 0 && !read.acceptDeletes) {
    yield { kind: 'incomplete', streams: all, error: shrunk(losses) };
    return;
  }
  if (walk.unsettled) {
    const message = {
      en: 'A department was deleted while the directory was read; the next run looks for people who left',
      zh: '读取通讯录期间有部门被删除；下次运行再查找离职人员',
    };
    yield { kind: 'warning', streams: ofPeople, message };
  }
  for (const stream of wanted(departmentsStream.name)) yield { kind: 'scanned', stream, scope: {} };
  if (walk.isComplete) yield* settle(walk, conclusion);
}

async function findWithdrawn(walk: Walk, { contact, read }: Conclusion): Promise<Message[]> {
  if (walk.range === undefined) return [];
  // A read from the beginning, too, must not take for deleted what only can no longer be seen.
  const remembered = (read.former ?? read.state).get(nameOfSlice(rangeSlice));
  const before = fromRangeState(remembered, contact.idTypes);
  return await findLosses(before, walk.range, { contact, seen: walk });
}

/** Nothing failed: who was not met is gone. */
function* settle(walk: Walk, { contact, read, told }: Conclusion): Generator<Change, void, void> {
  if (!walk.unsettled && walk.walksPeople) {
    // Without the field scope no membership is known, so none is known to be gone.
    const streams = told ? [usersStream.name, userDepartmentsStream.name] : [usersStream.name];
    for (const stream of streams) if (read.streams.has(stream)) yield { kind: 'scanned', stream, scope: {} };
    yield* remember('people', walk.people, read.state);
  }
  yield* remember('departments', walk.openDepartmentIds(), read.state);
  if (walk.range !== undefined) {
    yield stateOf(rangeSlice, toRangeState(walk.range, contact.idTypes));
  }
}

function oneOfEach(errors: readonly LarkstreamError[]): LarkstreamError[] {
  return [...new Map(errors.map((error) => [error.code, error])).values()];
}

const maxNamed = 10;

function shrunk(losses: readonly Message[]): LarkstreamError {
  const shown = losses.slice(0, maxNamed);
  const named = { en: shown.map(({ en }) => en).join(', '), zh: shown.map(({ zh }) => zh).join('、') };
  const unnamed = Math.max(0, losses.length - maxNamed);
  const more = unnamed > 0 ? ` and ${unnamed} more` : '';
  const moreInChinese = unnamed > 0 ? ` 等（另有 ${unnamed} 个）` : '';
  return new ConfigError({
    code: 'source.scan.suspicious',
    message: {
      en: `The app's contact range no longer includes ${named.en}${more}; nothing was marked deleted`,
      zh: `应用的通讯录权限范围不再包含 ${named.zh}${moreInChinese}；没有标记任何删除`,
    },
    cure: {
      en: "Widen the app's contact range in the developer console again, or run with --accept-deletes if it was narrowed on purpose.",
      zh: '在开发者后台重新扩大应用的通讯录权限范围；若是有意缩小，请加 --accept-deletes 运行。',
    },
  });
}
