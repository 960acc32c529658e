import type { Message } from '../model/message.ts';

/** Where the address comes from. */
export type AddressSetting = 'destination.url' | 'events.store' | '--store';

interface Refusal {
  readonly cure: Message;
  /** Waiting may help. */
  readonly isPassing: boolean;
}

type CureOf = (setting: AddressSetting) => Message;

const unknownHost: CureOf = (setting) => ({
  en: `Check the host name in \`${setting}\`: this machine finds no address for it.`,
  zh: `请检查 \`${setting}\` 中的主机名：本机找不到它的地址。`,
});
const refused: CureOf = (setting) => ({
  en: `Check host and port in \`${setting}\`, and that Postgres runs and listens there (\`listen_addresses\`).`,
  zh: `请检查 \`${setting}\` 中的主机和端口，并确认 Postgres 正在运行并监听该地址（\`listen_addresses\`）。`,
});
const silent: CureOf = (setting) => ({
  en: `Check host and port in \`${setting}\`; a firewall may drop the packets.`,
  zh: `请检查 \`${setting}\` 中的主机和端口；也可能被防火墙拦截。`,
});
const broken: CureOf = (setting) => ({
  en: `Check that a Postgres answers at host and port of \`${setting}\`, and look into its log.`,
  zh: `请确认 \`${setting}\` 的主机和端口上运行的是 Postgres，并查看其日志。`,
});
const wrongPassword: CureOf = (setting) => ({
  en: `Check user and password in \`${setting}\`. In it, @ / : # ? % are written %40 %2F %3A %23 %3F %25.`,
  zh: `请检查 \`${setting}\` 中的用户名和密码。其中的 @ / : # ? % 须写成 %40 %2F %3A %23 %3F %25。`,
});
const noPassword: CureOf = (setting) => ({
  en: `The server asks for a password: write \`postgres://user:password@host/database\` in \`${setting}\`.`,
  zh: `服务器要求密码：请在 \`${setting}\` 中写成 \`postgres://user:password@host/database\`。`,
});
const noRole: CureOf = (setting) => ({
  en: `Check the user in \`${setting}\`, or let the server's administrator run CREATE ROLE … LOGIN PASSWORD '…';`,
  zh: `请检查 \`${setting}\` 中的用户，或请服务器管理员执行 CREATE ROLE … LOGIN PASSWORD '…';`,
});
const notAdmitted: CureOf = (setting) => ({
  en: `Allow this user, database and address in the server's pg_hba.conf. If the server requires TLS, add \`?sslmode=require\` to \`${setting}\`.`,
  zh: `请在服务器的 pg_hba.conf 中允许此用户、数据库和地址。若服务器要求 TLS，请在 \`${setting}\` 中添加 \`?sslmode=require\`。`,
});
const noDatabase: CureOf = (setting) => ({
  en: `Check the database in \`${setting}\`, or let the server's administrator run CREATE DATABASE …;`,
  zh: `请检查 \`${setting}\` 中的数据库名，或请服务器管理员执行 CREATE DATABASE …;`,
});
const noPermission: CureOf = () => ({
  en: 'Let the owner of the database grant it, as in GRANT CONNECT, CREATE ON DATABASE … TO …;',
  zh: '请数据库所有者授权，例如 GRANT CONNECT, CREATE ON DATABASE … TO …;',
});
const full: CureOf = () => ({
  en: 'Wait until other programs disconnect, or raise the connection limit of the server or the user.',
  zh: '请等待其他程序断开，或提高服务器或该用户的连接数上限。',
});
const starting: CureOf = () => ({
  en: 'Wait until the server has started, then run again.',
  zh: '请等待服务器启动完成后再运行。',
});
const noTls: CureOf = (setting) => ({
  en: `Switch TLS on at the server (\`ssl = on\`); on a network that you trust, \`?sslmode=disable\` in \`${setting}\` does without.`,
  zh: `请在服务器上启用 TLS（\`ssl = on\`）；在可信网络中，也可在 \`${setting}\` 中写 \`?sslmode=disable\`。`,
});
const unknownIssuer: CureOf = (setting) => ({
  en: `Add \`sslrootcert=/path/to/ca.pem\` to \`${setting}\`: the certificate of the authority that signed the server's.`,
  zh: `请在 \`${setting}\` 中添加 \`sslrootcert=/path/to/ca.pem\`，即签发服务器证书的 CA 的证书。`,
});
const expired: CureOf = () => ({
  en: "Let the server's administrator renew its certificate, and check the clock of this machine.",
  zh: '请服务器管理员更新证书，并检查本机时钟。',
});
const otherName: CureOf = (setting) => ({
  en: `Write into \`${setting}\` the host name that the certificate holds; \`sslmode=verify-ca\` does not compare names.`,
  zh: `请在 \`${setting}\` 中填写证书所含的主机名；\`sslmode=verify-ca\` 不比较名称。`,
});

const other: CureOf = () => ({
  en: 'Solve what the server says, then run again.',
  zh: '请解决服务器所报告的问题后再运行。',
});

const forPersons = (cure: CureOf): Refused => ({ cure, isPassing: false });
const passing = (cure: CureOf): Refused => ({ cure, isPassing: true });

interface Refused {
  readonly cure: CureOf;
  readonly isPassing: boolean;
}

/** By Node's code or by SQLSTATE (postgresql.org/docs/current/errcodes-appendix.html). */
const byCode: ReadonlyMap<string, Refused> = new Map([
  ['ENOTFOUND', passing(unknownHost)],
  ['EAI_AGAIN', passing(unknownHost)],
  ['ECONNREFUSED', passing(refused)],
  ['ETIMEDOUT', passing(silent)],
  ['EHOSTUNREACH', passing(silent)],
  ['ENETUNREACH', passing(silent)],
  ['ECONNRESET', passing(broken)],
  ['EPIPE', passing(broken)],
  ['28P01', forPersons(wrongPassword)],
  ['28000', forPersons(notAdmitted)],
  ['3D000', forPersons(noDatabase)],
  ['42501', forPersons(noPermission)],
  ['53300', passing(full)],
  ['57P01', passing(starting)],
  ['57P02', passing(starting)],
  ['57P03', passing(starting)],
  ['CERT_HAS_EXPIRED', forPersons(expired)],
  ['ERR_TLS_CERT_ALTNAME_INVALID', forPersons(otherName)],
  ['SELF_SIGNED_CERT_IN_CHAIN', forPersons(unknownIssuer)],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', forPersons(unknownIssuer)],
  ['UNABLE_TO_GET_ISSUER_CERT', forPersons(unknownIssuer)],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', forPersons(unknownIssuer)],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', forPersons(unknownIssuer)],
]);

/** The driver's own errors have no code. */
const byText: readonly (readonly [RegExp, Refused])[] = [
  [/does not support SSL|establishing an SSL connection/i, forPersons(noTls)],
  [/password must be a string|password supplied/i, forPersons(noPassword)],
  [/timeout/i, passing(silent)],
  [/terminated/i, passing(broken)],
];

const sqlstate = /^[0-9A-Z]{5}$/;

/** The server's words may be in any language; the name of the function that wrote them is not. */
const missingRole = 'InitializeSessionUserId';

function partOf(thrown: unknown, name: 'code' | 'routine'): string {
  const value: unknown = thrown instanceof Error && name in thrown ? Reflect.get(thrown, name) : undefined;
  return typeof value === 'string' ? value : '';
}

/** SQLSTATE of a server's error, or Node's code of a connection's. */
export function sqlState(thrown: unknown): string {
  const code = partOf(thrown, 'code');
  return code === '' && thrown instanceof AggregateError ? sqlState(thrown.errors[0]) : code;
}

/** What the server or the driver says, in one line. */
export function serverMessage(thrown: unknown): string {
  // Several addresses were tried in vain: Node gives one error for each, and an empty text for all.
  if (thrown instanceof AggregateError) return thrown.errors.map(serverMessage).join('; ');
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return text.split('\n', 1)[0] ?? text;
}

function find(thrown: unknown): Refused {
  if (partOf(thrown, 'routine') === missingRole) return forPersons(noRole);
  const known = byCode.get(sqlState(thrown));
  if (known !== undefined) return known;
  const said = serverMessage(thrown);
  const isServers = sqlstate.test(sqlState(thrown));
  return byText.find(([pattern]) => pattern.test(said))?.[1] ?? forPersons(isServers ? other : broken);
}

/** What a person can do about a server that does not let us in. */
export function refusalOf(thrown: unknown, setting: AddressSetting): Refusal {
  const { cure, isPassing } = find(thrown);
  return { cure: cure(setting), isPassing };
}

/** Whether another way of speaking to the server, with TLS or without, may help. */
export function isAboutTls(thrown: unknown): boolean {
  const { cure } = find(thrown);
  return cure === noTls || cure === notAdmitted || /^(?:ERR_SSL|ERR_TLS|EPROTO)/.test(sqlState(thrown));
}
