import { existsSync, readFileSync } from 'node:fs';
import { isIP, isIPv6 } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type ConnectionOptions, checkServerIdentity } from 'node:tls';
import { ConfigError } from '../model/errors.ts';
import { hostNameOf } from '../model/host-name.ts';
import type { Message } from '../model/message.ts';
import { Secret } from '../model/secret.ts';

/** What they mean: postgresql.org/docs/current/libpq-ssl.html, table 32.1. */
const sslModes = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const;
type SslMode = (typeof sslModes)[number];

/** A URL taken apart: what may be shown, what the driver gets, and how TLS is tried. */
export interface PostgresAddress {
  /** For messages: host and database, never the password. */
  readonly name: string;
  /** Without what is decided in `tlsAttempts`: the driver means other things by it. */
  readonly url: Secret;
  /** TLS options to try in this order, `false` for an unencrypted connection; the first that the server takes counts. */
  readonly tlsAttempts: readonly (false | ConnectionOptions)[];
}

const ours = [
  'sslmode',
  'ssl',
  'sslrootcert',
  'sslcert',
  'sslkey',
  'sslpassword',
  'uselibpqcompat',
  'hostaddr',
] as const;
/** Words of the driver's own. */
const driverModes: ReadonlyMap<string, SslMode> = new Map([
  ['no-verify', 'require'],
  ['true', 'verify-full'],
  ['1', 'verify-full'],
  ['false', 'disable'],
  ['0', 'disable'],
]);

/**
 * Takes a URL apart. TLS is as libpq means it: `prefer` when nothing is said, and `require` asks for encryption, not for a certificate
 * that an authority vouches for. `hostaddr` is the IP address to connect to, while the certificate must be for the host.
 * @throws ConfigError `config.setting.invalid`
 */
export function readPostgresAddress(url: Secret, setting: string): PostgresAddress {
  const text = url.reveal();
  if (!/^postgres(ql)?:\/\//i.test(text) || !URL.canParse(text)) throw noAddress(setting);
  const parsed = new URL(text);
  const { searchParams: parameters } = parsed;
  const host = parameters.get('host') ?? hostNameOf(parsed);
  const name = `${parsed.host}${parsed.pathname}`;
  const address = parameters.get('hostaddr');
  const tlsAttempts = tlsAttemptsOf(parameters, { host, address, setting });
  for (const parameter of ours) parameters.delete(parameter);
  // The driver does not know it: for the driver it is the host, and our own comparison is with the name.
  if (address !== null) {
    parameters.delete('host');
    parsed.hostname = isIPv6(address) ? `[${address}]` : address;
  }
  return { name, url: new Secret(parsed.href), tlsAttempts };
}

interface AddressContext {
  readonly host: string;
  /** Connected to instead of the host. */
  readonly address: string | null;
  readonly setting: string;
}

function tlsAttemptsOf(parameters: URLSearchParams, context: AddressContext): PostgresAddress['tlsAttempts'] {
  const mode = modeOf(parameters, context.setting);
  // A socket of the machine itself has no TLS.
  if (mode === 'disable' || context.host.startsWith('/')) return [false];
  const tls = tlsOf(parameters, mode, context);
  if (mode === 'prefer') return [tls, false];
  return mode === 'allow' ? [false, tls] : [tls];
}

function modeOf(parameters: URLSearchParams, setting: string): SslMode {
  const said = parameters.get('sslmode') ?? parameters.get('ssl') ?? 'prefer';
  const mode = driverModes.get(said) ?? sslModes.find((known) => known === said);
  if (mode !== undefined) return mode;
  throw invalid(
    {
      en: `${setting}: sslmode is none of ${sslModes.join(', ')}`,
      zh: `${setting}：sslmode 不是 ${sslModes.join('、')} 之一`,
    },
    { en: 'Correct `sslmode` in the address.', zh: '请修正地址中的 `sslmode`。' },
  );
}

function tlsOf(
  parameters: URLSearchParams,
  mode: SslMode,
  { host, address, setting }: AddressContext,
): ConnectionOptions {
  const root = rootOf(parameters);
  const isVerified = mode === 'verify-full' || mode === 'verify-ca' || (mode === 'require' && root !== undefined);
  if (mode === 'verify-ca' && root === undefined) {
    throw invalid(
      {
        en: `${setting}: sslmode=verify-ca needs the certificate of your own authority, because public authorities sign for everyone`,
        zh: `${setting}：sslmode=verify-ca 需要自有 CA 的证书；公共 CA 会为任何人签发证书`,
      },
      {
        en: 'Add `sslrootcert=/path/to/ca.pem`, or use `sslmode=verify-full`.',
        zh: '请添加 `sslrootcert=/path/to/ca.pem`，或改用 `sslmode=verify-full`。',
      },
    );
  }
  const file = (parameter: string): string | undefined => {
    const path = parameters.get(parameter);
    return path === null || path === '' ? undefined : readCertificate(path, `${setting}: ${parameter}`);
  };
  const [cert, key, passphrase] = [file('sslcert'), file('sslkey'), parameters.get('sslpassword')];
  return {
    rejectUnauthorized: isVerified,
    // An address has no name to send; the server may choose its certificate by it.
    ...(address === null || isIP(host) !== 0 ? {} : { servername: host }),
    // The driver would compare with the name `localhost` where the host is an address.
    checkServerIdentity: (_, certificate) =>
      mode === 'verify-full' ? checkServerIdentity(host, certificate) : undefined,
    ...(isVerified && root !== undefined ? { ca: readCertificate(root, `${setting}: sslrootcert`) } : {}),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(passphrase === null ? {} : { passphrase }),
  };
}

/** The file of trusted authorities; undefined for those that Node trusts. */
function rootOf(parameters: URLSearchParams): string | undefined {
  const said = parameters.get('sslrootcert');
  if (said === 'system') return undefined;
  if (said !== null && said !== '') return said;
  const usual = join(homedir(), '.postgresql/root.crt');
  return existsSync(usual) ? usual : undefined;
}

function readCertificate(path: string, what: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw invalid(
      { en: `${what}: the file ${path} cannot be read`, zh: `${what}：无法读取文件 ${path}` },
      {
        en: 'Name a file that exists and may be read; a relative path starts at the working directory.',
        zh: '请填写存在且可读的文件；相对路径从当前工作目录算起。',
      },
      cause,
    );
  }
}

function noAddress(setting: string): ConfigError {
  return invalid(
    { en: `${setting}: this is no address of a Postgres`, zh: `${setting}：这不是 Postgres 的地址` },
    {
      en: 'Write it as `postgres://user:password@host:5432/database`.',
      zh: '请写成 `postgres://用户:密码@主机:5432/数据库` 的形式。',
    },
  );
}

function invalid(message: Message, cure: Message, cause?: unknown): ConfigError {
  return new ConfigError({ code: 'config.setting.invalid', message, cure, cause });
}
