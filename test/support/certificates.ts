import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { isIPv4 } from 'node:net';

/** What a test needs of X.509 (RFC 5280), written in DER by hand: no program, no package, no clock. */
export interface Certificate {
  readonly name: string;
  readonly key: KeyObject;
  /** PEM. */
  readonly certificate: string;
  readonly privateKey: string;
}

export interface CertificateOptions {
  /** Of hosts: names and IPv4 addresses. None makes an authority. */
  readonly hosts?: readonly string[];
  /** Whoever signs; itself when absent. */
  readonly issuer?: Certificate;
  readonly until?: string;
}

const lengthOf = (size: number): number[] =>
  size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff];

function der(tag: number, ...parts: readonly (Buffer | Uint8Array)[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag, ...lengthOf(content.length)]), content]);
}

const sequence = (...parts: readonly Buffer[]): Buffer => der(0x30, ...parts);
const hex = (text: string): Buffer => Buffer.from(text, 'hex');
const oid = (encoded: string): Buffer => der(0x06, hex(encoded));
const ecdsaWithSha256 = sequence(oid('2a8648ce3d040302'));
const commonName = (name: string): Buffer =>
  sequence(der(0x31, sequence(oid('550403'), der(0x0c, Buffer.from(name, 'utf8')))));
const time = (text: string): Buffer => der(0x17, Buffer.from(`${text}000000Z`, 'latin1'));
const isAuthority = sequence(oid('551d13'), der(0x01, hex('ff')), der(0x04, sequence(der(0x01, hex('ff')))));

function hostsExtension(hosts: readonly string[]): Buffer {
  const names = hosts.map((host) =>
    isIPv4(host) ? der(0x87, Buffer.from(host.split('.').map(Number))) : der(0x82, Buffer.from(host, 'latin1')),
  );
  return sequence(oid('551d11'), der(0x04, sequence(...names)));
}

function pem(label: string, bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

let serial = 0;

/** Valid from 2020 on, by default until 2049. */
export function makeCertificate(name: string, options: CertificateOptions = {}): Certificate {
  const { hosts = [], issuer, until = '491231' } = options;
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const signed = sequence(
    der(0xa0, der(0x02, hex('02'))),
    der(0x02, Buffer.from([++serial])),
    ecdsaWithSha256,
    commonName(issuer?.name ?? name),
    sequence(time('200101'), time(until)),
    commonName(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(hosts.length === 0 ? isAuthority : hostsExtension(hosts))),
  );
  const signature = sign('sha256', signed, issuer?.key ?? privateKey);
  const whole = sequence(signed, ecdsaWithSha256, der(0x03, hex('00'), signature));
  return {
    name,
    key: privateKey,
    certificate: pem('CERTIFICATE', whole),
    privateKey: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
  };
}
