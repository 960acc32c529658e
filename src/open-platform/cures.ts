import type { Message } from '../model/message.ts';

/** What a cure may name. */
export interface CureContext {
  readonly consoleUrl: string;
  /** Where the scopes below can be granted. */
  readonly scopeUrl: string;
  readonly scopes: readonly string[];
  readonly ip: string | undefined;
}

/** For a Base that the app may not read: permissions on a Base are separate from scopes. */
export const shareBase: Message = {
  en: 'Open the Base, choose "… > Add document app" and add the app. While advanced permissions are on it needs the right to manage the Base, or its answers are empty or refused.',
  zh: '打开多维表格，选择“… > 添加文档应用”并添加该应用。开启高级权限时，应用需要“可管理”权限，否则返回为空或被拒绝。',
};

/** For a rejected App ID or App Secret. It names the region too, because the other region does not know the app. */
export function secretCure({ consoleUrl }: CureContext): Message {
  return {
    en: `Copy App ID and App Secret again from ${consoleUrl}/baseinfo (Credentials & Basic Info), check that \`region\` is the one where the app was made, and that the app is enabled.`,
    zh: `从 ${consoleUrl}/baseinfo（凭证与基础信息）重新复制 App ID 和 App Secret，确认 \`region\` 是创建应用的区域，且应用已启用。`,
  };
}

/** For an app that is not published, installed or enabled in the tenant. */
export function enableCure({ consoleUrl }: CureContext): Message {
  return {
    en: `Publish a version of the app at ${consoleUrl}/version, and ask the tenant administrator to install and enable it.`,
    zh: `在 ${consoleUrl}/version 发布应用版本，并请企业管理员安装和启用。`,
  };
}

/** For an app whose messages cannot go out, because it has no bot. */
export function botCure({ consoleUrl }: CureContext): Message {
  return {
    en: `Add the bot capability at ${consoleUrl}/bot, and publish a version of the app.`,
    zh: `在 ${consoleUrl}/bot 添加机器人能力，并发布应用版本。`,
  };
}

/** For a chat that the bot is not in. */
export const addToChat: Message = {
  en: 'Add the bot of the app to the group: "Settings > Bots" in the group.',
  zh: '将应用的机器人添加到群组：在群内打开“设置 > 群机器人”。',
};

/** For people and departments that the app may not see: the contact range is separate from scopes. */
export function contactRange({ consoleUrl }: CureContext): Message {
  return {
    en: `Widen the contacts range of the app at ${consoleUrl}/auth (Data permissions > Contacts), then publish a new version.`,
    zh: `在 ${consoleUrl}/auth（数据权限 > 通讯录）扩大应用的通讯录权限范围，然后发布新版本。`,
  };
}

/** For a missing scope: any one of `scopes` is enough. Without names the sentence does not claim one. */
export function scopeCure({ scopes, scopeUrl }: CureContext): Message {
  const named = scopes.length === 1 ? `the scope ${scopes[0]}` : `one of the scopes ${scopes.join(', ')}`;
  const namedInChinese = scopes.length === 1 ? `权限 ${scopes[0]}` : `以下权限之一：${scopes.join('、')}`;
  return {
    en: `Grant the app ${scopes.length === 0 ? 'the missing scope' : named} at ${scopeUrl}, then publish a new version of the app: until then nothing changes.`,
    zh: `在 ${scopeUrl} 为应用开通${scopes.length === 0 ? '缺少的权限' : namedInChinese}，然后发布应用的新版本；发布之前不会生效。`,
  };
}

/** For an address that the IP allowlist of the app leaves out. */
export function ipCure({ ip, consoleUrl }: CureContext): Message {
  return {
    en: `Add ${ip ?? 'the address of this machine'} at ${consoleUrl}/safe (Security > IP allowlist), or clear the list. The platform issues tokens to any address, which hides the reason.`,
    zh: `在 ${consoleUrl}/safe（安全设置 > IP 白名单）加入 ${ip ?? '本机地址'}，或清空白名单。访问令牌仍会照常发放，因此原因不易察觉。`,
  };
}
