import {
  type Account,
  type AccountFilter,
  type AccountTable,
  type Preferences,
  preferredLanguages,
  themes,
} from '../../model/service/account.ts';
import { type Role, roles } from '../../model/service/role.ts';
import type { Access } from './access.ts';
import { searchText, where, whereFound } from './conditions.ts';
import { type ResourceKind, SqlResourceTable } from './resource-table.ts';
import { toStoredJson } from './stored-json.ts';
import { StoredRow } from './stored-row.ts';

const kind: ResourceKind<Account, AccountFilter> = {
  table: 'accounts',
  toColumns: ({ name, role, login, password, issuer, subject, disabledAt, signedInAt }) => ({
    name,
    role,
    login,
    password,
    issuer,
    subject,
    disabled_at: disabledAt,
    signed_in_at: signedInAt,
    search: searchText(name, login, subject),
  }),
  read: (row, resource) => ({
    ...resource,
    name: row.text('name'),
    role: row.oneOf('role', roles),
    login: row.optionalText('login'),
    password: row.optionalText('password'),
    issuer: row.optionalText('issuer'),
    subject: row.optionalText('subject'),
    disabledAt: row.optionalNumber('disabled_at'),
    signedInAt: row.optionalNumber('signed_in_at'),
  }),
  conditions: ({ search, role }) => [...where('role = ?', role), ...whereFound(search)],
  // A person who signs in while another changes the account.
  settings: { signed_in_at: 'greatest(signed_in_at, {signed_in_at})' },
};

/** Table `accounts`. */
export class SqlAccounts extends SqlResourceTable<Account, AccountFilter> implements AccountTable {
  constructor(access: Access) {
    super(access, kind);
  }

  async findByLogin(login: string): Promise<Account | undefined> {
    return await this.findBy('login = $1', [login]);
  }

  async findBySubject(issuer: string, subject: string): Promise<Account | undefined> {
    return await this.findBy('issuer = $1 AND subject = $2', [issuer, subject]);
  }

  async countActive(role: Role): Promise<number> {
    const sql = 'SELECT id FROM accounts WHERE role = $1 AND disabled_at IS NULL';
    if (!this.access.isTransaction) return (await this.access.rows(sql, [role])).length;
    // In one order, so that of two who count neither waits for the other.
    return (await this.access.rows(`${sql} ORDER BY id FOR UPDATE`, [role])).length;
  }

  async preferences(id: string): Promise<Preferences> {
    const [row] = await this.access.rows('SELECT preferences FROM accounts WHERE id = $1', [id]);
    const { language, timeZone, theme } = (row && new StoredRow(row).object('preferences')) ?? {};
    return {
      language: preferredLanguages.find((one) => one === language) ?? 'auto',
      timeZone: typeof timeZone === 'string' ? timeZone : 'auto',
      theme: themes.find((one) => one === theme) ?? 'auto',
    };
  }

  async setPreferences(id: string, { language, timeZone, theme }: Preferences): Promise<boolean> {
    const sql = 'UPDATE accounts SET preferences = $2 WHERE id = $1';
    const text = toStoredJson({ language, timeZone, theme });
    return (await this.access.run(sql, [id, text])) > 0;
  }

  async noteSignIn(id: string, now: number): Promise<void> {
    await this.access.run('UPDATE accounts SET signed_in_at = $2 WHERE id = $1', [id, now]);
  }
}
