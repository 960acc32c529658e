import type { ServerResponse } from 'node:http';

/**
 * The one answer to whatever is not believed. Strangers learn nothing from it: neither whether a path exists, nor whether a changed
 * ciphertext still can be read, nor what else was wrong. The reason is for our log.
 */
const status = 401;
const body = '{"msg":"refused"}';
const headers = {
  'content-type': 'application/json; charset=utf-8',
  'content-length': String(body.length),
  connection: 'close',
};

/** The same bytes, for where there is no request that could be answered. */
export const refusalBytes: string = [
  `HTTP/1.1 ${status} Unauthorized`,
  ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  '',
  body,
].join('\r\n');

/** Answers with `refusalBytes` and ends the connection; without a `Date`, so that every refusal has the same bytes. */
export function sendRefusal(response: ServerResponse): void {
  response.sendDate = false;
  response.writeHead(status, headers);
  response.end(body);
}

/** Whether it is to be believed cannot be known now: the platform sends it again. What it is refused looks like a wrong secret to a person. */
export function sendLater(response: ServerResponse): void {
  response.writeHead(503, { 'retry-after': '60', connection: 'close' }).end();
}
