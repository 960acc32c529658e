import type { Role } from '../../model/service/role.ts';
import type { OpenServiceOptions } from '../../operations/serve/open-service.ts';
import type { PasswordLink } from '../../operations/serve/reset-admin.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { usageError } from '../usage-error.ts';
import type { StoreFlags } from './serve.ts';

interface AdminFlags extends StoreFlags {
  readonly publicUrl?: string;
  readonly name?: string;
  readonly role: Role;
  readonly passwordFile?: string;
}

interface AdminRequest {
  readonly command: string;
  readonly login: string | undefined;
}

type Options = Omit<OpenServiceOptions, 'isShared'>;

/** `larkstream admin`: `create` makes the first account, `add` another one, `reset` a link that makes the first or sets a password. */
export async function admin({ command, login }: AdminRequest, flags: AdminFlags, context: Context): Promise<number> {
  const { publicUrl: address, name, role, passwordFile, ...store } = flags;
  const publicUrl = address?.replace(/\/+$/, '');
  const onMaking = (folder: string): void => context.note(context.texts.service.making(folder));
  const options = { ...store, onMaking, environment: context.terminal.environment, hide: context.hide };
  if (command === 'create') {
    const { createFirstAdmin } = await import('../create-first-admin.ts');
    return await createFirstAdmin({ login, name, passwordFile }, options, context);
  }
  if (command === 'add') return await add({ login, name, role, publicUrl }, options, context);
  const { resetAdmin } = await import('../../operations/serve/reset-admin.ts');
  showLink(await resetAdmin({ login, publicUrl }, options), context);
  return exitCodes.done;
}

interface AddRequest {
  readonly login: string | undefined;
  readonly name: string | undefined;
  readonly role: Role;
  readonly publicUrl: string | undefined;
}

async function add({ login, name = login, ...given }: AddRequest, options: Options, context: Context): Promise<number> {
  if (login === undefined || name === undefined) {
    throw usageError({ en: 'The argument <login> is missing', zh: '缺少参数 <登录名>' }, 'larkstream admin');
  }
  const { addAccount } = await import('../../operations/serve/add-account.ts');
  const { id, ...link } = await addAccount({ login, name, ...given }, options);
  context.emit({ event: 'account_created', id, login: link.login ?? login });
  context.say(context.texts.service.added({ login: link.login ?? login, role: given.role }));
  showLink(link, context);
  return exitCodes.done;
}

function showLink({ url, login, expiresAt }: PasswordLink, { texts, style, say, sayWhole, emit }: Context): void {
  emit({ event: 'password_link', url, login: login ?? null, expiresAt: new Date(expiresAt).toISOString() });
  say(style.bold(login === undefined ? texts.service.setup : texts.service.password(login)));
  sayWhole(`  ${style.cyan(url)}`);
  say(style.dim(texts.service.once));
}
