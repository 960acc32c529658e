import { askedTurn } from '../../../support/asked-turn.ts';
import type { GoodRequests } from './good-request.ts';

/** What handlers say later. */
export const replyRequests: GoodRequests = {
  'POST /replies/{handle}': async ({ parts }) => {
    const { handle } = await askedTurn(parts);
    return { params: { handle }, body: { text: 'It is done.' } };
  },
};
