import { z } from '@hono/zod-openapi';
import { type Watched, watchChanges } from '../../../control/changes/watch-changes.ts';
import { listOf } from '../../../model/message.ts';
import { changeTopics } from '../../../model/service/change-topic.ts';
import { rule } from '../../../schema/rules.ts';
import { defineStream, type Route, type StreamEvent } from '../route.ts';
import { says } from '../says.ts';
import { time, toTime } from '../schemas.ts';

const maxTopics = 100;
/** A name that is none of these would be waited for in vain. */
const topic = new RegExp(`^(${changeTopics.join('|')})(?::([a-z]{1,8}_[0-9a-z]{1,40}))?$`);
const notTopics = rule({
  en: `must be kinds of things (${listOf(changeTopics, 'en')}) or single ones, separated by commas, such as pipeline,run:run_01jd8x0v9k3m5p7r2t4w`,
  zh: `必须是以逗号分隔的类别（${listOf(changeTopics, 'zh')}）或单个内容，例如 pipeline,run:run_01jd8x0v9k3m5p7r2t4w`,
});

const topics = z
  .string()
  .max(10_000)
  .refine((text) => text.split(',').length <= maxTopics && text.split(',').every((part) => topic.test(part)), notTopics)
  .optional()
  .openapi({
    ...says({
      en: `Kinds of things, or single ones as \`kind:id\`, separated by commas; without any, all. Kinds: ${changeTopics.join(', ')}.`,
      zh: `对象种类，或形如 \`kind:id\` 的单个对象，以逗号分隔；不填时为全部。种类：${changeTopics.join('、')}。`,
    }),
  });

const event = z
  .object({
    topic: z.string().openapi({ examples: ['pipeline'] }),
    id: z.string(),
    kind: z.enum(['created', 'changed', 'deleted']),
    at: time,
  })
  .openapi('Change');

function toEvent(watched: Watched): StreamEvent {
  if (watched.kind !== 'change') return { event: watched.kind, data: {}, id: String(watched.seq) };
  const { seq, topic: its, id, kind, at } = watched.sign;
  return { event: 'change', data: { topic: its, id, kind, at: toTime(at) }, id: String(seq) };
}

async function* toEvents(changes: AsyncIterable<Watched>): AsyncGenerator<StreamEvent> {
  for await (const watched of changes) yield toEvent(watched);
}

const wanted = (text: string | undefined) =>
  text === undefined
    ? []
    : text.split(',').map((part) => {
        const [, kind = '', id] = topic.exec(part) ?? [];
        return { kind, id };
      });

/** What changes, as it changes. */
export const changeRoutes: readonly Route[] = [
  defineStream({
    method: 'get',
    path: '/changes',
    action: 'see',
    kind: 'read',
    tag: 'Changes',
    summary: 'Tells which things change (server-sent events)',
    description: {
      en:
        'Events: `ready` (from now on), `change` (one thing: read it again), `reset` (some signs were missed: read again whatever is shown). ' +
        'The stream ends with the sign-in. With `Last-Event-ID` it goes on where it ended.',
      zh: '事件：`ready`（从现在开始）、`change`（一个对象有变化，请重新读取）、`reset`（可能遗漏了变化，请重新读取所显示的全部内容）。登录结束时，事件流结束。带上 `Last-Event-ID` 可从中断处继续。',
    },
    query: z.strictObject({ topics }),
    answer: event,
    open: async ({ parts, caller, query, lastEventId, signal }) => {
      const after = /^\d{1,15}$/.test(lastEventId ?? '') ? Number(lastEventId) : undefined;
      return toEvents(await watchChanges(parts, caller, { topics: wanted(query.topics), after, signal }));
    },
  }),
];
