import { z } from '@hono/zod-openapi';
import { renewPairingCode, showPairingCode } from '../../../control/triggers/show-pairing-code.ts';
import { defineRoute, type Route } from '../route.ts';
import { idParams } from '../schemas.ts';

const tag = 'Triggers';
const pairing = z.object({ code: z.string().openapi({ examples: ['7KQ2MX9D'] }) }).openapi('PairingCode');

/** How people pair themselves with a trigger. */
export const triggerPairingRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/triggers/{id}/pairing-code',
    action: 'change-triggers',
    kind: 'read',
    tag,
    summary: 'The code that people send to the bot to be heard in direct chats',
    params: idParams,
    answer: pairing,
    handle: async ({ parts, params }) => ({ code: (await showPairingCode(parts, params.id)).reveal() }),
  }),
  defineRoute({
    method: 'post',
    path: '/triggers/{id}/pairing-code',
    action: 'change-triggers',
    kind: 'act',
    tag,
    summary: 'Makes another code; the one before it pairs nobody any more, and who is paired stays so',
    params: idParams,
    answer: pairing,
    handle: async ({ parts, caller, params }) => ({
      code: (await renewPairingCode(parts, caller, params.id)).reveal(),
    }),
  }),
];
