import type { Change } from '../../model/change.ts';
import { type LarkstreamError, toLarkstreamError } from '../../model/errors.ts';
import { contactEndpoints } from '../../open-platform/endpoints/contact.ts';
import { platformCode } from '../../open-platform/error-map.ts';
import { type JsonObject, readNumber, readText } from '../../util/json.ts';
import { merge } from '../../util/merge.ts';
import type { FeedRead } from '../feed-context.ts';
import { isFatal } from '../is-fatal.ts';
import { ContactClient } from './contact-client.ts';
import { listMembers, type MemberType } from './group-members.ts';
import { toIdTypes } from './id-types.ts';
import { toGroupMemberRow, toGroupRow } from './rows.ts';
import type { ContactSettings } from './settings.ts';
import { groupMembersStream, groupsStream } from './streams.ts';

/** The list gives normal groups unless it is asked for dynamic ones. */
export const passes = [
  { name: 'normal', type: '1' },
  { name: 'dynamic', type: '2' },
] as const;

type Pass = (typeof passes)[number]['name'];

const bothStreams = [groupsStream, groupMembersStream];
const concurrency = 16;
const groupInvalid = 42002;
const maxFailures = 5;

interface Outcome {
  readonly contact: ContactClient;
  readonly listFailures: LarkstreamError[];
  readonly memberFailures: LarkstreamError[];
}

/** User groups, then the members of each: people and departments are two lists. */
export async function* readGroups(
  config: Partial<ContactSettings>,
  read: FeedRead,
): AsyncGenerator<Change, void, void> {
  const { client, signal, streams } = read;
  const wantsGroups = streams.has(groupsStream.name);
  const wantsMembers = streams.has(groupMembersStream.name);
  if (!wantsGroups && !wantsMembers) return;
  const outcome: Outcome = {
    contact: new ContactClient({
      client,
      signal,
      feed: 'contact',
      idTypes: toIdTypes(config),
      problems: read.problems,
    }),
    listFailures: [],
    memberFailures: [],
  };
  yield* merge(jobs(streams, outcome), { concurrency });

  const both = [groupsStream.name, groupMembersStream.name].filter((name) => streams.has(name));
  const [listFailure] = outcome.listFailures;
  const [memberFailure] = outcome.memberFailures;
  if (listFailure !== undefined) yield { kind: 'incomplete', streams: both, error: listFailure };
  if (memberFailure !== undefined) {
    yield { kind: 'incomplete', streams: [groupMembersStream.name], error: memberFailure };
  }
  if (listFailure !== undefined) return;
  if (wantsGroups) yield { kind: 'scanned', stream: groupsStream.name, scope: {} };
  if (wantsMembers && memberFailure === undefined) {
    yield { kind: 'scanned', stream: groupMembersStream.name, scope: {} };
  }
}

async function* jobs(
  streams: ReadonlySet<string>,
  outcome: Outcome,
): AsyncGenerator<() => AsyncIterable<Change>, void, void> {
  const seen = new Set<string>();
  for await (const { pass, groups } of listGroups(outcome)) {
    const fresh = groups.filter((group) => {
      const id = readText(group, 'id');
      if (id === null) outcome.contact.noteUnreadable(bothStreams, 1, contactEndpoints.listGroups);
      return id !== null && !seen.has(id) && seen.add(id);
    });
    if (streams.has(groupsStream.name) && fresh.length > 0) {
      const rows = fresh.map((group) => toGroupRow(group, pass, outcome.contact.problems));
      yield () => once({ kind: 'rows', stream: groupsStream.name, rows });
    }
    if (!streams.has(groupMembersStream.name)) continue;
    for (const group of fresh) yield () => readMembers(group, pass, outcome);
  }
}

async function* listGroups(
  outcome: Outcome,
): AsyncGenerator<{ readonly pass: Pass; readonly groups: readonly JsonObject[] }, void, void> {
  try {
    for (const { name, type } of passes) {
      const pages = outcome.contact.pages(contactEndpoints.listGroups, { query: { type } });
      for await (const { items, unreadable } of pages) {
        outcome.contact.noteUnreadable(bothStreams, unreadable, contactEndpoints.listGroups);
        yield { pass: name, groups: items };
      }
    }
  } catch (thrown) {
    collect(outcome.listFailures, thrown);
  }
}

async function* readMembers(group: JsonObject, pass: Pass, outcome: Outcome): AsyncGenerator<Change, void, void> {
  const groupId = readText(group, 'id');
  if (groupId === null || outcome.memberFailures.length >= maxFailures) return;
  // A count of 0 spares a call; dynamic groups hold no departments.
  const memberTypes: MemberType[] = [];
  if (readNumber(group, 'member_user_count') !== 0) memberTypes.push('user');
  if (pass === 'normal' && readNumber(group, 'member_department_count') !== 0) memberTypes.push('department');
  let lost = 0;
  try {
    const lists = memberTypes.map(async (memberType) => {
      const { ids, unreadable } = await listMembers(groupId, { memberType, memberIdType: 'open_id' }, outcome.contact);
      lost += unreadable;
      return [...ids].map((id) => toGroupMemberRow(groupId, memberType, id));
    });
    const rows = (await Promise.all(lists)).flat();
    outcome.contact.noteUnreadable([groupMembersStream], lost, contactEndpoints.listGroupMembers);
    // With a member that could not be read, those that are known stay beside the others.
    const parents = lost === 0 ? { parents: [[groupId]] } : {};
    yield { kind: 'rows', stream: groupMembersStream.name, rows, ...parents };
  } catch (thrown) {
    if (platformCode(toLarkstreamError(thrown)) === groupInvalid) return;
    collect(outcome.memberFailures, thrown);
  }
}

function collect(failures: LarkstreamError[], thrown: unknown): void {
  const error = toLarkstreamError(thrown);
  if (isFatal(error)) throw error;
  failures.push(error);
}

async function* once(change: Change): AsyncGenerator<Change, void, void> {
  yield change;
}
