import type { JsonObject } from '../../util/json.ts';
import type { Exchange, Route } from '../route.ts';
import {
  addElements,
  applyActions,
  listOf,
  objectOf,
  patchElement,
  removeElement,
  replaceElement,
} from './card-elements.ts';
import { operation, textOf } from './card-operation.ts';
import type { Im } from './im.ts';

const card = '/open-apis/cardkit/v1/cards/:card_id';

/** Elements that are added to a card, changed and taken away. Codes: cardkit-v1/card-element/**, cardkit-v1/card/batch_update. */
export function elementRoutes(im: Im): readonly Route[] {
  const one = `${card}/elements/:element_id`;
  const route = (
    method: Route['method'],
    path: string,
    changed: (json: JsonObject, exchange: Exchange) => JsonObject,
  ): Route => ({
    method,
    path,
    handle: (exchange) => {
      const { params, body } = exchange;
      const what = `${method} ${path} ${JSON.stringify([params, body])}`;
      im.cards.change(operation(exchange, what), (json) => changed(json, exchange));
      return { data: {} };
    },
  });
  const idOf = ({ params }: Exchange): string => params.element_id ?? '';
  return [
    route('POST', `${card}/elements`, (json, exchange) => {
      const { type, target_element_id: target } = exchange.body;
      const elements = listOf(textOf(exchange, 'elements'));
      return addElements(json, { type: String(type), target: typeof target === 'string' ? target : null, elements });
    }),
    route('PUT', one, (json, exchange) => replaceElement(json, idOf(exchange), objectOf(textOf(exchange, 'element')))),
    route('PATCH', one, (json, exchange) =>
      patchElement(json, idOf(exchange), objectOf(textOf(exchange, 'partial_element'))),
    ),
    route('DELETE', one, (json, exchange) => removeElement(json, idOf(exchange))),
    route('POST', `${card}/batch_update`, (json, exchange) => applyActions(json, listOf(textOf(exchange, 'actions')))),
  ];
}
