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
  const host = canonical(name.toLowerCase().replace(/\.$/, ''));
  const isHere = host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
  return isHere ? 'localhost' : host;
}

/** `127.1`, `0x7f000001` and `::ffff:127.0.0.1` are one address, as the URL of a web page has it. */
function canonical(host: string): string {
  const written = isIP(host) === 6 ? `http://[${host}]` : `http://${host}`;
  const name = URL.canParse(written) ? hostNameOf(new URL(written)) : host;
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(name);
  if (mapped === null) return name;
  const [high, low] = [Number.parseInt(mapped[1] ?? '', 16), Number.parseInt(mapped[2] ?? '', 16)];
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
