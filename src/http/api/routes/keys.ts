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
import { says } from '../says.ts';

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
    place: z.string().openapi(
      says({
        en: 'Where the keys lie: a file, a variable or a command.',
        zh: '主密钥保存在何处：文件、变量或命令。',
      }),
    ),
    isOurs: z.boolean().openapi(
      says({
        en: 'Whether the service adds and removes keys there itself.',
        zh: '服务是否自行在那里增加和移除主密钥。',
      }),
    ),
    items: z.array(
      z.object({
        id: z.string(),
        fingerprint: z
          .string()
          .openapi(says({ en: 'Tells the key from another of that name.', zh: '用于区分同名的不同主密钥。' })),
        isCurrent: z.boolean(),
        secrets: z.number().int(),
        lackedBy: z.array(z.string()).openapi(
          says({
            en: 'Workers (processes of the service) that have not said that they hold the key.',
            zh: '尚未表明持有该主密钥的工作进程（服务的进程）。',
          }),
        ),
      }),
    ),
  })
  .openapi('MasterKeys');

const rotated = z
  .object({
    keyId: z.string().openapi(says({ en: 'All secrets are wrapped with it now.', zh: '现已用它加密所有密钥。' })),
    isNew: z.boolean(),
    secrets: z
      .number()
      .int()
      .openapi(says({ en: 'How many were wrapped anew.', zh: '重新加密的密钥数。' })),
    unused: z.array(z.string()).openapi(says({ en: 'Keys that may be retired.', zh: '可以停用的主密钥。' })),
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
    description: {
      en: 'Where several machines each have a file of keys, it is copied to all of them before it is rotated to.',
      zh: '多台机器各有主密钥文件时，先把该文件复制到所有机器，再轮换到它。',
    },
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
    description: {
      en: 'Refused while processes on other machines, which have files of keys of their own, use the store, or one at work lacks the key.',
      zh: '其他机器上的进程使用各自的主密钥文件访问同一存储，或有运行中的进程缺少该主密钥时，会被拒绝。',
    },
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
    description: {
      en: 'Refused while a process at work lacks the key.',
      zh: '有运行中的进程缺少该主密钥时，会被拒绝。',
    },
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
    description: {
      en: 'Refused while a process at work lacks the current key, or another store may need the key.',
      zh: '有运行中的进程缺少当前主密钥，或其他存储可能还需要该主密钥时，会被拒绝。',
    },
    params: z.strictObject({ id: keyId }),
    body: z
      .strictObject({
        isUnusedElsewhere: z
          .boolean()
          .optional()
          .openapi(
            says({
              en: 'Other stores have used the same file of keys, and a person has seen that none needs the key.',
              zh: '其他存储用过同一主密钥文件，且已由人确认它们都不再需要该主密钥。',
            }),
          ),
      })
      .optional(),
    answer: z.object({
      isRemoved: z.boolean().openapi(
        says({
          en: 'False where somebody else keeps the keys, who may remove it now.',
          zh: '主密钥由其他系统保存时为 false，现在可以在那里移除它。',
        }),
      ),
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
