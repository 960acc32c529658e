import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import type { StoreFlags } from './serve.ts';

interface AdminFlags extends StoreFlags {
  readonly publicUrl: string;
}

/** `larkstream admin reset`: a link that makes the first account or sets a password. */
export async function admin(login: string | undefined, flags: AdminFlags, context: Context): Promise<number> {
  const { texts, style, say, sayWhole, emit, hide, terminal } = context;
  const { publicUrl, ...store } = flags;
  const { resetAdmin } = await import('../../operations/serve/reset-admin.ts');
  const link = await resetAdmin(
    { login, publicUrl: publicUrl.replace(/\/+$/, '') },
    { ...store, environment: terminal.environment, hide },
  );
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
