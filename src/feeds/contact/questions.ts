import type { SeenThing } from '../../model/service/look.ts';
import { contactEndpoints } from '../../open-platform/endpoints/contact.ts';
import { cleanText } from '../../schema/clean-text.ts';
import { inBatches } from '../../util/in-batches.ts';
import { readObject, readObjects, readText, readTexts } from '../../util/json.ts';
import { type Choice, chooseFrom, showList } from '../choose-from.ts';
import type { FeedContext } from '../feed-context.ts';
import { type ModuleQuestions, questionsFeed } from '../questions.ts';
import { batchSize } from './by-id.ts';
import type { ContactSettings } from './settings.ts';

/** A person does not read a longer list. */
const maxDepartments = 60;

/** The departments to read. Most people want all, so a failure counts as all of them: the check reports it again. */
export const contactQuestions: ModuleQuestions<ContactSettings> = {
  ask: async (interviewer, context) => {
    if (context === undefined) return {};
    try {
      const list = await grantedDepartments(context);
      if (list.length < 2 || list.length > maxDepartments) return {};
      interviewer.say({
        en: 'The app sees these departments, and those below them:',
        zh: '应用可见以下部门及其下级部门：',
      });
      showList(interviewer, list);
      const chosen = await chooseFrom(
        interviewer,
        {
          en: 'Which departments? Numbers separated by spaces, or all',
          zh: '读取哪些部门？输入序号并用空格分隔，或输入 all',
        },
        { list },
      );
      return chosen.length === list.length ? {} : { department_ids: chosen.map(({ id }) => id) };
    } catch (thrown) {
      interviewer.tell(thrown);
      return {};
    }
  },
  see: seeDepartment,
};

/** Open ids begin with these letters; an id of the company's own may not. */
const openId = /^od-/;

/** A department by its id of either kind. @throws LarkstreamError */
async function seeDepartment(reference: string, { client, signal }: FeedContext): Promise<SeenThing> {
  const id = cleanText(reference);
  const data = await client.call(contactEndpoints.getDepartment, {
    path: { department_id: id },
    query: { department_id_type: openId.test(id) ? 'open_department_id' : 'department_id' },
    signal,
    feed: questionsFeed,
  });
  return {
    id,
    name: readText(readObject(data, 'department'), 'name') ?? id,
    parts: [],
    partId: undefined,
    viewId: undefined,
  };
}

/** The departments that the app was granted; of the whole company, those of the first level. @throws LarkstreamError */
async function grantedDepartments({ client, signal }: FeedContext): Promise<Choice[]> {
  const call = { signal, feed: questionsFeed };
  const query = { department_id_type: 'open_department_id' };
  const ids = new Set<string>();
  for await (const { data } of client.pages(contactEndpoints.listScopes, { query, ...call })) {
    for (const id of readTexts(data, 'department_ids')) ids.add(id);
  }
  const seen: Choice[] = [];
  for (const batch of inBatches([...ids], batchSize)) {
    const found = await client.call(contactEndpoints.batchGetDepartments, {
      query: { ...query, department_ids: batch },
      ...call,
    });
    for (const item of readObjects(found, 'items')) {
      seen.push({ id: readText(item, 'open_department_id') ?? '', name: readText(item, 'name') ?? '' });
    }
  }
  return seen.filter(({ id }) => id !== '');
}
