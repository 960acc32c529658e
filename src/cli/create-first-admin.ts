import { readFileSync } from 'node:fs';
import { ConfigError } from '../model/errors.ts';
import type { Message } from '../model/message.ts';
import { Secret } from '../model/secret.ts';
import type { OpenServiceOptions } from '../operations/serve/open-service.ts';
import type { Context } from './context.ts';
import { exitCodes } from './exit-codes.ts';
import { openPrompter, type Prompter } from './prompt.ts';
import { withStopSignals } from './stop-signals.ts';
import { usageError } from './usage-error.ts';

const command = 'larkstream admin';

interface Given {
  readonly login: string | undefined;
  readonly name: string | undefined;
  readonly passwordFile: string | undefined;
}

interface Answers {
  readonly login: string;
  readonly name: string;
  readonly password: string;
}

/** `larkstream admin create`: makes the first account without a browser. A password never stands on the command line, where others see it. */
export async function createFirstAdmin(
  given: Given,
  options: Omit<OpenServiceOptions, 'isShared'>,
  context: Context,
): Promise<number> {
  const { texts, style, say, emit, hide } = context;
  const answers = await complete(given, context);
  hide([new Secret(answers.password)]);
  const { createAdmin } = await import('../operations/serve/create-admin.ts');
  const { id, login } = await createAdmin(answers, options);
  emit({ event: 'account_created', id, login });
  say(style.bold(texts.service.created(login)));
  return exitCodes.done;
}

async function complete(given: Given, context: Context): Promise<Answers> {
  const { login, passwordFile } = given;
  if (login !== undefined && passwordFile !== undefined) {
    return { login, name: given.name ?? login, password: readPassword(passwordFile) };
  }
  const { terminal, isJson } = context;
  if (!terminal.isInteractive || isJson) {
    throw usageError(unasked(given), command);
  }
  const prompter = terminal.openPrompter?.() ?? openPrompter();
  try {
    return await withStopSignals(async (signal) => {
      signal.addEventListener('abort', () => prompter.close(), { once: true });
      return await askFor(given, prompter, context);
    });
  } finally {
    prompter.close();
  }
}

/** What is missing, where nobody is there to be asked for it. */
function unasked({ login, passwordFile }: Given): Message {
  const missing = [
    ...(login === undefined ? [{ en: 'the login', zh: '登录名' }] : []),
    ...(passwordFile === undefined
      ? [{ en: '--password-file with a file that holds the password', zh: '--password-file（存有密码的文件）' }]
      : []),
  ];
  return {
    en: `There is no terminal to ask: give ${missing.map(({ en }) => en).join(', and ')}`,
    zh: `此处无法询问：请给出${missing.map(({ zh }) => zh).join('和 ')}`,
  };
}

async function askFor(given: Given, prompter: Prompter, { texts }: Context): Promise<Answers> {
  const { askLogin, askPassword, askAgain, unlike } = texts.service;
  const login = given.login ?? (await prompter.ask(askLogin));
  const name = given.name ?? login;
  if (given.passwordFile !== undefined) return { login, name, password: readPassword(given.passwordFile) };
  const password = await prompter.ask(askPassword, true);
  if ((await prompter.ask(askAgain, true)) === password) return { login, name, password };
  throw usageError(unlike, command);
}

/** The first line, so that editors and `echo` may end it. */
function readPassword(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8').split(/\r?\n/, 1)[0] ?? '';
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw new ConfigError({
      code: 'config.setting.invalid',
      message: { en: `The password cannot be read: ${reason}`, zh: `无法读取密码：“${reason}”` },
      cure: {
        en: 'Name a file that this user may read with --password-file.',
        zh: '请用 --password-file 指定当前用户有权读取的文件。',
      },
      cause: thrown,
    });
  }
}
