import { toLarkstreamError } from '../../model/errors.ts';
import type { Message } from '../../model/message.ts';
import type { CheckResult } from '../../model/source.ts';
import { contactEndpoints } from '../../open-platform/endpoints/contact.ts';
import { type JsonObject, readObjects } from '../../util/json.ts';
import { plural } from '../../util/plural.ts';
import type { FeedContext } from '../feed-context.ts';
import { isFatal } from '../is-fatal.ts';
import { getDepartments, getUsers } from './by-id.ts';
import { ContactClient } from './contact-client.ts';
import { isOutOfRange } from './failures.ts';
import { FieldWatch } from './field-scopes.ts';
import { rootDepartment, toDepartmentIds, toIdTypes } from './id-types.ts';
import { type Grants, readGrants } from './range.ts';
import type { ContactSettings } from './settings.ts';

type Line = Omit<CheckResult, 'module'>;

/** What the app may see, that people can be read, and which fields of theirs it is not given. */
export async function* checkContact(
  config: Partial<ContactSettings>,
  { client, signal }: FeedContext,
): AsyncGenerator<CheckResult, void, void> {
  const contact = new ContactClient({ client, signal, feed: 'contact', idTypes: toIdTypes(config) });
  const departmentIds = toDepartmentIds(config);
  const lines = departmentIds === undefined ? checkRange(contact) : checkConfigured(departmentIds, contact);
  try {
    for await (const line of lines) yield { module: 'contact', ...line };
  } catch (thrown) {
    const error = toLarkstreamError(thrown);
    if (isFatal(error)) throw error;
    yield { module: 'contact', subject: 'directory', outcome: 'failed', message: error.texts.message, error };
  }
}

async function* checkRange(contact: ContactClient): AsyncGenerator<Line, void, void> {
  let people: JsonObject[];
  try {
    people = await onePage(rootDepartment, contact);
    yield {
      subject: 'range',
      outcome: 'ok',
      message: { en: 'The app may see the whole company', zh: '应用可见整个企业' },
    };
  } catch (thrown) {
    const error = toLarkstreamError(thrown);
    if (!isOutOfRange(error)) throw error;
    const grants = await readGrants(contact);
    yield describe(grants);
    people = await someOf(grants, contact);
  }
  yield* checkPeople(people);
}

async function* checkConfigured(ids: readonly string[], contact: ContactClient): AsyncGenerator<Line, void, void> {
  const named = ids.filter((id) => id !== rootDepartment).slice(0, 50);
  const records = named.length === 0 ? [] : await getDepartments(named, contact);
  const known = new Set(records.map((record) => record[contact.idTypes.department_id_type]));
  const missing = named.filter((id) => !known.has(id));
  if (missing.length > 0) {
    yield {
      subject: 'department_ids',
      outcome: 'failed',
      message: {
        en: `The app cannot see the departments ${missing.join(', ')}: check the ids, their type and the contact range`,
        zh: `应用看不到部门 ${missing.join('、')}：请检查 ID、ID 类型和通讯录权限范围`,
      },
    };
    return;
  }
  yield {
    subject: 'department_ids',
    outcome: 'ok',
    message: { en: `${plural(ids.length, 'department')} can be read`, zh: `可以读取 ${ids.length} 个部门` },
  };
  yield* checkPeople(await onePage(ids[0] ?? rootDepartment, contact));
}

function describe({ departmentIds, userIds, groupIds }: Grants): Line {
  const parts = [
    plural(departmentIds.length, 'department'),
    plural(userIds.length, 'person', 'people'),
    plural(groupIds.length, 'user group'),
  ];
  const nothing = departmentIds.length + userIds.length + groupIds.length === 0;
  return {
    subject: 'range',
    outcome: nothing ? 'failed' : 'ok',
    message: nothing
      ? {
          en: "The app's contact range is empty: set it in the developer console (Permissions & Scopes > Data permissions) and publish a version",
          zh: '应用的通讯录权限范围为空：请在开发者后台（权限管理 > 数据权限）设置并发布版本',
        }
      : {
          en: `The app may see ${parts.join(', ')}, and everything below`,
          zh: `应用可见 ${departmentIds.length} 个部门、${userIds.length} 人、${groupIds.length} 个用户组及其下级`,
        },
  };
}

async function someOf({ departmentIds, userIds }: Grants, contact: ContactClient): Promise<JsonObject[]> {
  const [departmentId] = departmentIds;
  const people = departmentId === undefined ? [] : await onePage(departmentId, contact);
  if (people.length > 0 || userIds.length === 0) return people;
  return await getUsers(userIds.slice(0, 50), contact);
}

async function onePage(departmentId: string, contact: ContactClient): Promise<JsonObject[]> {
  const query = { department_id: departmentId, page_size: '50' };
  return readObjects(await contact.call(contactEndpoints.findUsersByDepartment, { query }), 'items');
}

function* checkPeople(people: readonly JsonObject[]): Generator<Line, void, void> {
  yield {
    subject: 'people',
    outcome: 'ok',
    message:
      people.length === 0
        ? {
            en: 'Reading people works; the first department has no direct members',
            zh: '可以读取人员；第一个部门没有直属人员',
          }
        : { en: 'Reading people works', zh: '可以读取人员' },
  };
  const fields = new FieldWatch();
  fields.see(people);
  const message = fields.tell();
  if (message === undefined) return;
  const joined = joins(fields.missing);
  yield { subject: 'fields', outcome: 'warning', message: { en: message.en + joined.en, zh: message.zh + joined.zh } };
}

function joins(missing: readonly string[]): Message {
  return missing.includes('user_id')
    ? { en: '. Attendance needs user_id to be joined with people', zh: '。考勤需要 user_id 才能与人员关联' }
    : { en: '', zh: '' };
}
