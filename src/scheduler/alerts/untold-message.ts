import { listOf, type Message } from '../../model/message.ts';
import type { PipelineFigures } from '../../model/service/figures.ts';
import { plural } from '../../util/plural.ts';

/** Of more streams, the message says how many. */
const maxNames = 5;

/** How much has changed without an event, since when, and what to do. */
export function untoldMessage({ name, untold }: Pick<PipelineFigures, 'name' | 'untold'>): Message {
  const changed = Object.entries(untold).toSorted(([, one], [, other]) => other.rows - one.rows);
  const shown = changed.slice(0, maxNames);
  const more = changed.length - shown.length;
  const since = new Date(Math.min(...changed.map(([, one]) => one.since))).toISOString().slice(0, 16).replace('T', ' ');
  const en = listOf(
    shown.map(([stream, { rows }]) => `${plural(rows, 'row')} of ${stream}`),
    'en',
  );
  const zh = listOf(
    shown.map(([stream, { rows }]) => `${stream} 的 ${rows} 行`),
    'zh',
  );
  return {
    en: `“${name}” has heard of no change since ${since} UTC, but reading everything has found ${en}${more > 0 ? ` and of ${plural(more, 'more stream')}` : ''} changed: test the integration, which says why events do not come`,
    zh: `自 ${since} UTC 起，“${name}”未收到相应的事件，但全量读取发现 ${zh}${more > 0 ? `等共 ${changed.length} 个数据流` : ''}已变化：请测试该集成，查明收不到事件的原因`,
  };
}
