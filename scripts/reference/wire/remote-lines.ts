import { z } from 'zod';
import { count, flag, line, meaning, object, text, texts } from './schemas.ts';

const things = z.enum([
  'pipelines',
  'streams',
  'runs',
  'lines',
  'events',
  'triggers',
  'versions',
  'settings',
  'decisions',
  'handlers',
  'sessions',
  'messages',
  'turns',
]);

/** Lines of the commands that ask a service elsewhere. */
export const remoteLines: readonly z.ZodObject[] = [
  line('remote_pipeline', ['a pipeline of the service', '服务中的一个管道'], {
    pipeline: object('as the API answers it', '与 API 的应答相同'),
  }),
  line('remote_stream', ['a stream of a pipeline, in `pipelines streams`', '`pipelines streams` 中管道的一个数据流'], {
    stream: object('as the API answers it', '与 API 的应答相同'),
  }),
  line('remote_run', ['a run of the service', '服务中的一次运行'], {
    run: object('as the API answers it', '与 API 的应答相同'),
  }),
  line('remote_line', ['a line of the log of a run', '运行日志中的一行'], {
    line: object('as the API answers it', '与 API 的应答相同'),
  }),
  line('remote_event', ['an event that the service has received', '服务收到的一个事件'], {
    received: object('as the API answers it', '与 API 的应答相同'),
  }),
  line('remote_trace', ['what became of an event, in `events show`', '`events show` 中事件的来龙去脉'], {
    trace: object('as the API answers it', '与 API 的应答相同'),
    payload: meaning(
      z.record(z.string(), z.unknown()).nullable(),
      'what the platform has pushed; null where the token may not see it',
      '平台推送的内容；令牌无权查看时为 null',
    ),
  }),
  line('discarded', ['dead deliveries are worked on no more', '不再处理的死信投递'], {
    count: count('how many', '数量'),
  }),
  line('pipelines_together', ['all pipelines are paused or resumed together', '已统一暂停或恢复管道'], {
    act: meaning(z.enum(['pause', 'resume']), 'what was done', '操作'),
    changed: count('how many have changed', '更改的数量'),
    refused: count(
      'those that stay as they are, because something must be mended first',
      '需先处理问题而保持不变的数量',
    ),
  }),
  line('remote_listed', ['the last line of a list', '列表的最后一行'], {
    things: meaning(things, 'of what', '列表的内容'),
    shown: count('how many were written', '输出的条数'),
    total: count('how many there are', '总条数'),
    totalIsAtLeast: flag(
      'there may be more than that: beyond ten thousand nobody counts',
      '可能更多：超过一万条不再计数',
    ),
  }),
  line('exported_file', ['a file that `export` has written', '`export` 写出的一个文件'], {
    file: text('its path', '路径'),
  }),
  line(
    'left_file',
    ['a file in the folder of `export` that is not from this export', '`export` 的文件夹中不属于本次导出的文件'],
    {
      file: text('its path', '路径'),
    },
  ),
  line('exported', ['`export` is done', '`export` 已完成'], {
    files: count('files of the export', '导出的文件数'),
    written: count('those that were new or different', '其中新写入或有变化的文件数'),
  }),
  line('planned_thing', ['what `apply` does with one thing', '`apply` 对一项内容的操作'], {
    kind: meaning(
      z.enum(['integration', 'destination', 'pipeline', 'handler', 'trigger', 'channel']),
      'of which kind',
      '种类',
    ),
    name: text('its name', '名称'),
    action: meaning(z.enum(['create', 'change', 'nothing', 'keep', 'delete']), 'what is done', '操作'),
    changes: texts('settings that get another value', '会改变的配置项'),
    values: meaning(
      z.array(z.record(z.string(), z.unknown())),
      'those of them that are no secrets: `path`, `before`, `after`',
      '其中不是密钥的配置项：`path`、`before`（现值）、`after`（新值）',
    ),
  }),
  line('applied', ['`apply` is done', '`apply` 已完成'], {
    created: count('things that were made', '新建的项数'),
    changed: count('things that were changed', '更改的项数'),
    unchanged: count('things that are as their files say', '无需更改的项数'),
    deleted: count('things that no file names and `--prune` has deleted', '没有文件描述、因 `--prune` 而删除的项数'),
    kept: count('things that no file names and that stay', '没有文件描述而保留的项数'),
    isDryRun: flag('with `--dry-run`: nothing was changed', '使用了 `--dry-run`：未做任何更改'),
  }),
];
