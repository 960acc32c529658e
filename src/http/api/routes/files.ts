import { z } from '@hono/zod-openapi';
import { applyThings } from '../../../control/files/apply-things.ts';
import { exportThings } from '../../../control/files/export-things.ts';
import { importPipeline } from '../../../control/files/import-pipeline.ts';
import { defineRoute, type Route } from '../route.ts';
import { id, message, name } from '../schemas.ts';

const mostText = 200_000;
const variables = z
  .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,100}$/), z.string().max(4000))
  .default({})
  .openapi({
    description: 'Values of the variables that the text names. Secrets are among them: they are kept sealed.',
  });

const mostFiles = 1_000;
const file = z
  .object({ path: z.string().openapi({ examples: ['pipelines/sales.yaml'] }), text: z.string() })
  .openapi('ThingFile');
const changedValue = z
  .object({ path: z.string(), before: z.unknown().optional(), after: z.unknown().optional() })
  .openapi('ChangedValue', { description: 'Absent where it is, or will be, not set.' });
const planned = z
  .object({
    kind: z.enum(['integration', 'destination', 'pipeline', 'channel']),
    name: z.string(),
    action: z.enum(['create', 'change', 'nothing', 'keep', 'delete']).openapi({
      description: '`nothing`: it is as its file says; `keep`: no file names it, and it stays.',
    }),
    changes: z.array(z.string()).readonly().openapi({ description: 'Settings that get another value.' }),
    values: z
      .array(changedValue)
      .readonly()
      .openapi({ description: 'Those of `changes` that are no secrets, with what stands there now and what will.' }),
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
      text: z.string().min(1).max(mostText).openapi({ description: 'A `larkstream.yaml` as it is.' }),
      variables,
    }),
    answer: z
      .object({
        integrationId: id,
        destinationId: id,
        pipelineId: id,
        remarks: z.array(message).readonly().openapi({ description: 'What the file says and the service leaves out.' }),
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
    summary: 'All integrations, destinations, pipelines and alert channels as YAML, without secrets',
    description: 'In the place of each secret is the name of a variable, such as SALES_APP_SECRET.',
    answer: z.object({ files: z.array(file).readonly() }).openapi('Export'),
    handle: async ({ parts, caller }) => ({ files: await exportThings(parts, caller) }),
  }),
  defineRoute({
    method: 'post',
    path: '/apply',
    action: 'set-secret',
    kind: 'act',
    tag: 'Files',
    summary: 'Makes integrations, destinations, pipelines and alert channels as files say: all of it, or nothing',
    description:
      'Things are told apart by kind and name; what no file names stays unless it is pruned. A `larkstream.yaml` of the command line is an integration, a destination and ' +
      'a pipeline with the name of the file. The same files twice change nothing the second time. ' +
      'A secret whose variable has no value stays as it is.',
    body: z.strictObject({
      files: z
        .array(z.strictObject({ path: z.string().min(1).max(300), text: z.string().max(mostText) }))
        .min(1)
        .max(mostFiles),
      variables,
      prune: z.boolean().default(false).openapi({ description: 'Deletes what no file names.' }),
      dryRun: z.boolean().default(false).openapi({ description: 'Answers the plan and changes nothing.' }),
    }),
    answer: z
      .object({
        plan: z.array(planned).readonly(),
        remarks: z.array(message).readonly().openapi({ description: 'What files say and the service leaves out.' }),
      })
      .openapi('Applied'),
    handle: async ({ parts, caller, body: { files, variables: given, prune, dryRun } }) =>
      await applyThings(parts, caller, { files, variables: given, isPruned: prune, isDryRun: dryRun }),
  }),
];
