import { z } from '@hono/zod-openapi';
import { applyThings } from '../../../control/files/apply-things.ts';
import { exportThings } from '../../../control/files/export-things.ts';
import { importPipeline } from '../../../control/files/import-pipeline.ts';
import { defineRoute, type Route } from '../route.ts';
import { says } from '../says.ts';
import { id, message, name } from '../schemas.ts';

const mostText = 200_000;
const variables = z
  .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,100}$/), z.string().max(4000))
  .default({})
  .openapi(
    says({
      en: 'Values of the variables that the text names. Secrets are among them: they are kept sealed.',
      zh: '文本中引用的变量的值。其中可能有密钥，因此加密保存。',
    }),
  );

const mostFiles = 1_000;
const file = z
  .object({ path: z.string().openapi({ examples: ['pipelines/sales.yaml'] }), text: z.string() })
  .openapi('ThingFile');
const changedValue = z
  .object({ path: z.string(), before: z.unknown().optional(), after: z.unknown().optional() })
  .openapi(
    'ChangedValue',
    says({ en: 'Absent where it is, or will be, not set.', zh: '未设置，或将不设置时，不出现。' }),
  );
const planned = z
  .object({
    kind: z.enum(['integration', 'destination', 'pipeline', 'handler', 'trigger', 'channel']),
    name: z.string(),
    action: z.enum(['create', 'change', 'nothing', 'keep', 'delete']).openapi(
      says({
        en: '`nothing`: it is as its file says; `keep`: no file names it, and it stays.',
        zh: '`nothing`：与文件一致；`keep`：没有文件提到它，保持不变。',
      }),
    ),
    changes: z
      .array(z.string())
      .readonly()
      .openapi(says({ en: 'Settings that get another value.', zh: '值将改变的设置。' })),
    values: z
      .array(changedValue)
      .readonly()
      .openapi(
        says({
          en: 'Those of `changes` that are no secrets, with what stands there now and what will.',
          zh: '`changes` 中不是密钥的各项，含当前值和新值。',
        }),
      ),
  })
  .openapi('PlannedThing');

/** Things as files. */
export const fileRoutes: readonly Route[] = [
  defineRoute({
    method: 'post',
    path: '/import',
    action: 'change',
    kind: 'create',
    tag: 'Files',
    summary: 'Makes an integration, a destination and a draft of a pipeline of a file of the command line',
    status: 201,
    body: z.strictObject({
      name,
      text: z
        .string()
        .min(1)
        .max(mostText)
        .openapi(says({ en: 'A `larkstream.yaml` as it is.', zh: '一个 `larkstream.yaml`，原样填写。' })),
      variables,
    }),
    answer: z
      .object({
        integrationId: id,
        destinationId: id,
        pipelineId: id,
        remarks: z
          .array(message)
          .readonly()
          .openapi(
            says({ en: 'What the file says and the service leaves out.', zh: '文件中有、而服务不采用的内容。' }),
          ),
      })
      .openapi('Import'),
    handle: async ({ parts, caller, body }) => await importPipeline(parts, caller, body),
  }),
  defineRoute({
    method: 'get',
    path: '/export',
    action: 'export',
    kind: 'read',
    readsMuch: true,
    tag: 'Files',
    summary:
      'All integrations, destinations, pipelines, handlers, triggers and alert channels as YAML, without secrets',
    description: {
      en: 'In the place of each secret is the name of a variable, such as SALES_APP_SECRET.',
      zh: '密钥处写的是变量名，例如 SALES_APP_SECRET。',
    },
    answer: z.object({ files: z.array(file).readonly() }).openapi('Export'),
    handle: async ({ parts, caller }) => ({ files: await exportThings(parts, caller) }),
  }),
  defineRoute({
    method: 'post',
    path: '/apply',
    action: 'set-secret',
    kind: 'act',
    tag: 'Files',
    summary:
      'Makes integrations, destinations, pipelines, handlers, triggers and alert channels as files say: all of it, or nothing',
    description: {
      en:
        'Things are told apart by kind and name, triggers of two integrations by these, too; what no file names stays unless it is pruned. A `larkstream.yaml` of the command line is an integration, a destination and ' +
        'a pipeline with the name of the file. The same files twice change nothing the second time. ' +
        'A secret whose variable has no value stays as it is.',
      zh: '对象按种类和名称区分，触发器还按所属集成区分；文件未提到的保持不变，除非要求清除。命令行所用的 `larkstream.yaml` 即一个集成、一个目标和一个以文件名命名的管道。同样的文件再次提交不会有任何变化。变量没有值的密钥保持不变。',
    },
    body: z.strictObject({
      files: z
        .array(z.strictObject({ path: z.string().min(1).max(300), text: z.string().max(mostText) }))
        .min(1)
        .max(mostFiles),
      variables,
      prune: z
        .boolean()
        .default(false)
        .openapi(says({ en: 'Deletes what no file names.', zh: '删除文件未提到的对象。' })),
      dryRun: z
        .boolean()
        .default(false)
        .openapi(says({ en: 'Answers the plan and changes nothing.', zh: '只返回计划，不做任何更改。' })),
    }),
    answer: z
      .object({
        plan: z.array(planned).readonly(),
        remarks: z
          .array(message)
          .readonly()
          .openapi(says({ en: 'What files say and the service leaves out.', zh: '文件中有、而服务不采用的内容。' })),
      })
      .openapi('Applied'),
    handle: async ({ parts, caller, body: { files, variables: given, prune, dryRun } }) =>
      await applyThings(parts, caller, { files, variables: given, isPruned: prune, isDryRun: dryRun }),
  }),
];
