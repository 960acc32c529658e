import { isIP } from 'node:net';
import { hostNameOf } from '../../model/host-name.ts';
import type { Secret } from '../../model/secret.ts';

const usualPort = '5432';

/**
 * The server and database that an address leads to, the same for all spellings of which it is known without a look-up. Two names of one server are two:
 * that they are one shows only when somebody writes.
 */
export function databaseOf(address: Secret): string {
  const url = new URL(address.reveal());
  const { port, pathname, username } = url;
  const database = decoded(pathname.slice(1));
  return `${hostOf(hostNameOf(url))}:${port === '' ? usualPort : port}/${database === '' ? decoded(username) : database}`;
}

function hostOf(name: string): string {
  const host = name.toLowerCase().replace(/\.$/, '');
  const isHere = host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
  return isHere ? 'localhost' : host;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
