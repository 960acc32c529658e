import { z } from '@hono/zod-openapi';
import {
  addKey,
  type KeyUse,
  listKeys,
  type RotateReport,
  retireKey,
  rotateKeys,
  verifyKeys,
} from '../../../control/keys/manage-keys.ts';
import { defineRoute, type Route } from '../route.ts';

const tag = 'Keys';
const action = 'manage-keys';

/** As keys are named where they are kept. */
const keyId = z
  .string()
  .max(64)
  .regex(/^[A-Za-z0-9][\w.-]*$/)
  .openapi({ examples: ['k1'] });

const keyList = z
  .object({
    place: z.string().openapi({ description: 'Where the keys lie: a file, a variable or a command.' }),
    isOurs: z.boolean().openapi({ description: 'Whether the service adds and removes keys there itself.' }),
    items: z.array(
      z.object({
        id: z.string(),
        fingerprint: z.string().openapi({ description: 'Tells the key from another of that name.' }),
        isCurrent: z.boolean(),
        secrets: z.number().int(),
        lackedBy: z
          .array(z.string())
          .openapi({ description: 'Workers (processes of the service) that have not said that they hold the key.' }),
      }),
    ),
  })
  .openapi('MasterKeys');

const rotated = z
  .object({
    keyId: z.string().openapi({ description: 'All secrets are wrapped with it now.' }),
    isNew: z.boolean(),
    secrets: z.number().int().openapi({ description: 'How many were wrapped anew.' }),
    unused: z.array(z.string()).openapi({ description: 'Keys that may be retired.' }),
  })
  .openapi('KeyRotation');

const verified = z
  .object({
    secrets: z.number().int(),
    unreadable: z.array(
      z.object({
        ownerKind: z.string(),
        ownerId: z.string(),
        name: z.string(),
        version: z.number().int(),
        keyId: z.string(),
      }),
    ),
  })
  .openapi('KeyVerification');

const showKey = ({ lackedBy, ...others }: KeyUse) => ({ ...others, lackedBy: [...lackedBy] });

function showRotated({ unused, ...others }: RotateReport): z.infer<typeof rotated> {
  return { ...others, unused: [...unused] };
}

/** The master keys: their names and what they wrap, never a key. */
export const keyRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/keys',
    action,
    kind: 'read',
    tag,
    summary: 'Lists the master keys, the current one first, and how many secrets each wraps',
    answer: keyList,
    handle: async ({ parts }) => {
      const { name: place, isOurs } = parts.resources.keys;
      return { place, isOurs, items: (await listKeys(parts)).map(showKey) };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/keys/add',
    action,
    kind: 'act',
    tag,
    summary: 'Adds a master key that wraps nothing yet',
    description:
      'Where several machines each have a file of keys, it is copied to all of them before it is rotated to.',
    answer: z.object({ keyId: z.string() }),
    handle: async ({ parts, caller }) => ({ keyId: await addKey(parts, caller) }),
  }),
  defineRoute({
    method: 'post',
    path: '/keys/rotate',
    action,
    kind: 'act',
    tag,
    summary: 'Makes a new master key, and wraps all secrets with it',
    description:
      'Refused while processes on other machines, which have files of keys of their own, use the store, or one at work lacks the key.',
    answer: rotated,
    handle: async ({ parts, caller }) => showRotated(await rotateKeys(parts, caller)),
  }),
  defineRoute({
    method: 'post',
    path: '/keys/{id}/rotate',
    action,
    kind: 'act',
    tag,
    summary: 'Makes a master key the current one, and wraps all secrets with it',
    description: 'Refused while a process at work lacks the key.',
    params: z.strictObject({ id: keyId }),
    answer: rotated,
    handle: async ({ parts, caller, params }) => showRotated(await rotateKeys(parts, caller, params.id)),
  }),
  defineRoute({
    method: 'post',
    path: '/keys/{id}/retire',
    action,
    kind: 'act',
    tag,
    summary: 'Removes a master key that wraps nothing any more',
    description: 'Refused while a process at work lacks the current key, or another store may need the key.',
    params: z.strictObject({ id: keyId }),
    body: z
      .strictObject({
        isUnusedElsewhere: z.boolean().optional().openapi({
          description: 'Other stores have used the same file of keys, and a person has seen that none needs the key.',
        }),
      })
      .optional(),
    answer: z.object({
      isRemoved: z
        .boolean()
        .openapi({ description: 'False where somebody else keeps the keys, who may remove it now.' }),
    }),
    handle: async ({ parts, caller, params, body }) => ({
      isRemoved: await retireKey(parts, caller, { id: params.id, isUnusedElsewhere: body?.isUnusedElsewhere }),
    }),
  }),
  defineRoute({
    method: 'post',
    path: '/keys/verify',
    action,
    kind: 'read',
    tag,
    summary: 'Opens every secret, and names those that do not open',
    answer: verified,
    handle: async ({ parts }) => {
      const { secrets, unreadable } = await verifyKeys(parts);
      return { secrets, unreadable: [...unreadable] };
    },
  }),
];
