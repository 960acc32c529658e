// Without zod: the command line checks addresses by it at once.
import { rule } from './rules.ts';

/** Of a text that is no address at all. */
export const notAnAddress: string = rule({
  en: 'must be an address such as postgres://user:password@host:5432/database',
  zh: '必须是地址，例如 postgres://user:password@host:5432/database',
});

const notEncoded: string = rule({
  en: 'cannot be parsed: in user, password and database, write @ as %40, / as %2F, # as %23, ? as %3F, : as %3A and % as %25, or put the password into a variable, which Larkstream encodes',
  zh: '无法解析：用户名、密码和数据库名中的 @ 应写作 %40，/ 写作 %2F，# 写作 %23，? 写作 %3F，: 写作 %3A，% 写作 %25；也可把密码放入环境变量，会自动编码',
});

const isDecodable = (part: string): boolean => {
  try {
    decodeURIComponent(part);
    return true;
  } catch {
    return false;
  }
};

/** What is wrong with the address of a Postgres; undefined when nothing is. */
export function flawOfPostgresAddress(address: string): string | undefined {
  if (!/^postgres(ql)?:\/\//i.test(address)) return notAnAddress;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined) return address.includes('@') ? notEncoded : notAnAddress;
  const { username, password, hostname, pathname, search, hash } = url;
  // A password with / ? or # ends the host for a parser of URLs, and the rest of it would be shown as its path.
  if (hash !== '' || `${pathname}${search}`.includes('@')) return notEncoded;
  return [username, password, hostname, pathname, search].every(isDecodable) ? undefined : notEncoded;
}
