import type { Route } from '../route.ts';
import { cardRoutes } from './card-routes.ts';
import { chatRoutes } from './chat-routes.ts';
import { extraRoutes } from './extra-routes.ts';
import { fileRoutes } from './file-routes.ts';
import { historyRoutes } from './history-routes.ts';
import type { Im } from './im.ts';
import { messageRoutes } from './message-routes.ts';
import { reactionRoutes } from './reaction-routes.ts';

/** Every endpoint of messages, chats and cards. Who looks at the chats is told of what bots change there. */
export function imRoutes(im: Im): readonly Route[] {
  return routesOf(im).map((route) => (route.method === 'GET' ? route : telling(im, route)));
}

function telling(im: Im, route: Route): Route {
  return {
    ...route,
    handle: (exchange) => {
      const answer = route.handle(exchange);
      im.chats.changes.tell();
      return answer;
    },
  };
}

function routesOf(im: Im): readonly Route[] {
  return [
    ...chatRoutes(im),
    ...messageRoutes(im),
    ...historyRoutes(im),
    ...reactionRoutes(im),
    ...extraRoutes(im),
    ...fileRoutes(im),
    ...cardRoutes(im),
  ];
}
