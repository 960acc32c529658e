import { isObject, readText } from '../../util/json.ts';
import type { Exchange, Route } from '../route.ts';
import { checkMessageCard, degraded } from './card-json.ts';
import { operation, textOf } from './card-operation.ts';
import { elementRoutes } from './element-routes.ts';
import type { Im } from './im.ts';
import type { ImMessage } from './message.ts';
import { refusal } from './refusals.ts';

const cards = '/open-apis/cardkit/v1/cards';
const tokenMs = 30 * 60_000;
const maxUses = 2;

/** Cards that live apart from messages, and the change of a card after a callback. Codes: cardkit-v1/**, interactive/v1/card/update. */
export function cardRoutes(im: Im): readonly Route[] {
  const one = `${cards}/:card_id`;
  return [
    { method: 'POST', path: cards, handle: (exchange) => ({ data: { card_id: create(im, exchange) } }) },
    {
      method: 'PUT',
      path: one,
      handle: (exchange) => {
        const { card } = exchange.body;
        const data = isObject(card) && card.type === 'card_json' ? readText(card, 'data') : null;
        if (data === null) throw refusal(10002);
        im.cards.replace(operation(exchange, `replace ${data}`), data);
        return { data: {} };
      },
    },
    {
      method: 'PUT',
      path: `${one}/elements/:element_id/content`,
      handle: (exchange) => {
        const content = textOf(exchange, 'content');
        const element = exchange.params.element_id ?? '';
        im.cards.write(operation(exchange, `write ${element} ${content}`), element, content);
        return { data: {} };
      },
    },
    ...elementRoutes(im),
    {
      method: 'PATCH',
      path: `${one}/settings`,
      handle: (exchange) => {
        const settings = textOf(exchange, 'settings');
        im.cards.settings(operation(exchange, `settings ${settings}`), settings);
        return { data: {} };
      },
    },
    {
      method: 'POST',
      path: '/open-apis/interactive/v1/card/update',
      isFlat: true,
      handle: (exchange) => update(im, exchange),
    },
  ];
}

function create(im: Im, { body, appId, nowMs }: Exchange): string {
  if (body.type !== 'card_json' || typeof body.data !== 'string') throw refusal(10002);
  return im.cards.create(body.data, appId, nowMs).id;
}

/** Good for thirty minutes and two changes, once the callback is answered. */
function update(im: Im, { body, appId, nowMs }: Exchange): { readonly data: unknown } {
  const token = im.tokens.get(typeof body.token === 'string' ? body.token : '');
  if (token === undefined || token.appId !== appId || nowMs - token.createdMs > tokenMs) throw refusal(300030);
  if (!token.isAnswered) throw refusal(300090);
  if (token.uses >= maxUses) throw refusal(300040);
  const { card } = body;
  if (!isObject(card)) throw refusal(10002, 'card');
  replaceCard(im, im.chats.requireMessage(token.messageId), card, nowMs);
  token.uses++;
  return { data: {} };
}

/** A callback, or what follows it, puts another card in place of the one of a message. */
export function replaceCard(
  im: Im,
  message: ImMessage,
  card: NonNullable<ImMessage['said']['card']>,
  nowMs: number,
): void {
  checkMessageCard(card, im.parts.options.switches.imCardTables);
  const entity = message.said.cardId === undefined ? undefined : im.cards.find(message.said.cardId);
  if (entity !== undefined) entity.json = card;
  message.said = { ...message.said, card, content: degraded(card) };
  message.updatedMs = nowMs;
  message.isUpdated = true;
}
