import { subscribe } from 'node:diagnostics_channel';
import { ServerResponse } from 'node:http';

let underWay = 0;

// Every HTTP server of this process. https://nodejs.org/api/diagnostics_channel.html#http
subscribe('http.server.request.start', (message) => {
  const isStart = typeof message === 'object' && message !== null && 'response' in message;
  if (!isStart || !(message.response instanceof ServerResponse)) return;
  underWay++;
  message.response.once('close', () => underWay--);
});

/** Whether a server of this process, such as the sandbox, is answering something: for a clock that skips waits. */
export function areRequestsUnderWay(): boolean {
  return underWay > 0;
}
