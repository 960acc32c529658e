import { ConfigError } from '../../model/errors.ts';
import type { Message } from '../../model/message.ts';
import type { Account } from '../../model/service/account.ts';
import type { Caller } from '../../model/service/caller.ts';
import { change } from '../change.ts';
import { wrongState } from '../outcomes.ts';
import type { ControlParts } from '../parts.ts';
import { maxPasswordLength, minPasswordLength } from './passwords.ts';
import { isSetUp, newAdministrator } from './setup-links.ts';
import { normalLogin } from './sign-in.ts';

const maxLength = 100;

/** What the first account is made of. */
export interface NewAdministrator {
  readonly login: string;
  readonly name: string;
  readonly password: string;
}

/** @throws ConfigError `config.setting.invalid` */
export function assertNames({ login, name }: Omit<NewAdministrator, 'password'>): void {
  for (const text of [normalLogin(login), name.trim()]) {
    if (text === '' || text.length > maxLength) {
      throw invalid({
        en: `Login and name must have 1 to ${maxLength} characters`,
        zh: `登录名和姓名须为 1 至 ${maxLength} 个字符`,
      });
    }
  }
}

/** @throws ConfigError `config.setting.invalid` */
export function assertAdministrator({ login, name, password }: NewAdministrator): void {
  assertNames({ login, name });
  if (password.length < minPasswordLength || password.length > maxPasswordLength) {
    throw invalid({
      en: `The password must have ${minPasswordLength} to ${maxPasswordLength} characters`,
      zh: `密码须为 ${minPasswordLength} 至 ${maxPasswordLength} 个字符`,
    });
  }
}

/**
 * Makes the first account without a link, for machines that no browser reaches before there is an account. As with a link, there is no
 * second time. @throws ConfigError `config.setting.invalid`, `api.state.wrong`, `api.name.taken`
 */
export async function createAdministrator(
  parts: ControlParts,
  caller: Caller,
  request: NewAdministrator,
): Promise<Account> {
  assertAdministrator(request);
  const given = { login: normalLogin(request.login), name: request.name.trim() };
  const hash = await parts.passwords.hash(request.password);
  const account = { ...newAdministrator(parts, given), password: hash };
  const note = { action: 'account.set-up', kind: 'account', id: account.id, sign: 'created', detail: given } as const;
  return await change(parts, caller, note, async (tables) => {
    if (await isSetUp(tables)) {
      throw wrongState(
        { en: 'There is an administrator already', zh: '已有管理员' },
        {
          en: 'Others are added with `larkstream admin add LOGIN`. Who has forgotten the password gets a link by `larkstream admin reset LOGIN`.',
          zh: '其他账号用 `larkstream admin add 登录名` 添加。忘记密码者可用 `larkstream admin reset 登录名` 取得链接。',
        },
      );
    }
    return await tables.accounts.insert(account);
  });
}

function invalid(message: Message): ConfigError {
  const cure = {
    en: 'Give another one: the login as an argument, the name as --name, the password in the file of --password-file.',
    zh: '请另行给出：登录名为参数，姓名用 --name，密码放在 --password-file 所指的文件中。',
  };
  return new ConfigError({ code: 'config.setting.invalid', message, cure });
}
