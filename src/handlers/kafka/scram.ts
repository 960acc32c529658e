import { Buffer } from 'node:buffer';
import { createHash, createHmac, pbkdf2, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { Secret } from '../../model/secret.ts';
import { refused } from '../refusals.ts';

/** Both sides show that they know a password, without saying it (RFC 5802). */
export class Scram {
  readonly #hash: 'sha256' | 'sha512';
  readonly #nonce: string;
  readonly #user: string;
  readonly #password: Secret;
  #expected: Buffer | undefined;

  constructor(given: {
    readonly hash: 'sha256' | 'sha512';
    /** Printable, without commas. */
    readonly nonce: string;
    readonly user: string;
    readonly password: Secret;
  }) {
    this.#hash = given.hash;
    this.#nonce = given.nonce;
    this.#user = given.user.replaceAll('=', '=3D').replaceAll(',', '=2C');
    this.#password = given.password;
  }

  first(): string {
    return `n,,${this.#bare}`;
  }

  /** The answer to what the server says first. @throws ConfigError `handler.refused` */
  async final(serverFirst: string): Promise<string> {
    const { r: nonce = '', s: salt = '', i = '' } = fieldsOf(serverFirst);
    const iterations = Number(i);
    if (
      !nonce.startsWith(this.#nonce) ||
      !Number.isInteger(iterations) ||
      iterations < 4_096 ||
      iterations > mostIterations
    )
      throw refused({ en: 'The server does not speak SCRAM as it should', zh: '服务器的 SCRAM 应答不符合规范' });
    const length = this.#hash === 'sha256' ? 32 : 64;
    const salted = await derive(this.#password.reveal(), Buffer.from(salt, 'base64'), iterations, length, this.#hash);
    const withoutProof = `c=biws,r=${nonce}`;
    const signed = `${this.#bare},${serverFirst},${withoutProof}`;
    const clientKey = this.#mac(salted, 'Client Key');
    const signature = this.#mac(createHash(this.#hash).update(clientKey).digest(), signed);
    const proof = Buffer.from(clientKey.map((byte, at) => byte ^ (signature[at] ?? 0)));
    this.#expected = this.#mac(this.#mac(salted, 'Server Key'), signed);
    return `${withoutProof},p=${proof.toString('base64')}`;
  }

  /** @throws ConfigError `handler.refused` when the server does not know the password either */
  verify(serverFinal: string): void {
    const shown = Buffer.from(fieldsOf(serverFinal).v ?? '', 'base64');
    const expected = this.#expected ?? Buffer.alloc(0);
    if (shown.length === expected.length && shown.length > 0 && timingSafeEqual(shown, expected)) return;
    throw refused({ en: 'The server cannot show that it knows the password', zh: '服务器未能证明其知道该密码' });
  }

  get #bare(): string {
    return `n=${this.#user},r=${this.#nonce}`;
  }

  #mac(key: Buffer, text: string): Buffer {
    return createHmac(this.#hash, key).update(text).digest();
  }
}

const derive = promisify(pbkdf2);
const mostIterations = 1_000_000;

function fieldsOf(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(text.split(',').map((field) => [field.slice(0, 1), field.slice(2)]));
}
