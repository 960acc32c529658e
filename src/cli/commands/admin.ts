import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { usageError } from '../usage-error.ts';
import type { StoreFlags } from './serve.ts';

interface AdminFlags extends StoreFlags {
  readonly publicUrl: string;
  readonly name?: string;
  readonly passwordFile?: string;
}

interface AdminRequest {
  readonly command: string;
  readonly login: string | undefined;
}

/** `larkstream admin`: `create` makes the first account, `reset` a link that makes it or sets a password. */
export async function admin({ command, login }: AdminRequest, flags: AdminFlags, context: Context): Promise<number> {
  const { publicUrl, name, passwordFile, ...store } = flags;
  const onMaking = (folder: string): void => context.note(context.texts.service.making(folder));
  const options = { ...store, onMaking, environment: context.terminal.environment, hide: context.hide };
  if (command === 'create') {
    const { createFirstAdmin } = await import('../create-first-admin.ts');
    return await createFirstAdmin({ login, name, passwordFile }, options, context);
  }
  if (name !== undefined || passwordFile !== undefined) {
    throw usageError(
      {
        en: '--name and --password-file belong to `admin create`',
        zh: '--name 和 --password-file 只用于 `admin create`',
      },
      'larkstream admin',
    );
  }
  const { texts, style, say, sayWhole, emit } = context;
  const { resetAdmin } = await import('../../operations/serve/reset-admin.ts');
  const link = await resetAdmin({ login, publicUrl: publicUrl.replace(/\/+$/, '') }, options);
  emit({
    event: 'password_link',
    url: link.url,
    login: link.login ?? null,
    expiresAt: new Date(link.expiresAt).toISOString(),
  });
  say(style.bold(link.login === undefined ? texts.service.setup : texts.service.password(link.login)));
  sayWhole(`  ${style.cyan(link.url)}`);
  say(style.dim(texts.service.once));
  return exitCodes.done;
}
