import { z } from '@hono/zod-openapi';
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
];
