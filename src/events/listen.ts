import type { Server } from 'node:http';
import { ConfigError } from '../model/errors.ts';
import type { Message } from '../model/message.ts';
import { authority, httpListen, type ListenAddress } from '../util/http-listen.ts';

/**
 * Listens, and gives the address without a slash at its end. `setting` is where a person would change the place.
 * @throws ConfigError `events.listen.failed`
 */
export async function listenOn(server: Server, address: ListenAddress, setting: string): Promise<string> {
  return await httpListen(server, address).catch((thrown: unknown) => {
    throw listenError(thrown, address, setting);
  });
}

interface Trouble {
  readonly message: Message;
  readonly cure: Message;
}

type Explain = (place: string, setting: string) => Trouble;

const anotherHost = (setting: string): Message => {
  // Of a command line it is an option of its own.
  const host = setting.startsWith('--') ? '--host' : `${setting}.host`;
  return {
    en: `Set \`${host}\` to an address of this machine: 127.0.0.1, or 0.0.0.0 for all of them.`,
    zh: `请把 \`${host}\` 设为本机的地址：127.0.0.1，或用 0.0.0.0 表示所有地址。`,
  };
};

const explanations: Readonly<Record<string, Explain>> = {
  EADDRINUSE: (place, setting) => ({
    message: { en: `${place} is in use by another program`, zh: `${place} 已被其他程序占用` },
    cure: {
      en: `Stop that program (\`ss -ltnp\` names it), or choose another port (\`${setting}\`).`,
      zh: `请结束该程序（可用 \`ss -ltnp\` 查看），或改用其他端口（\`${setting}\`）。`,
    },
  }),
  EACCES: (place, setting) => ({
    message: { en: `This user may not listen on ${place}`, zh: `当前用户无权监听 ${place}` },
    cure: {
      en: `Choose a port above 1023 (\`${setting}\`), and let a proxy in front listen on the lower one.`,
      zh: `请选择大于 1023 的端口（\`${setting}\`），由前面的代理监听较小的端口。`,
    },
  }),
  EADDRNOTAVAIL: (place, setting) => ({
    message: { en: `${place} is not an address of this machine`, zh: `${place} 不是本机的地址` },
    cure: anotherHost(setting),
  }),
  ENOTFOUND: (place, setting) => ({
    message: { en: `The host of ${place} is unknown`, zh: `找不到 ${place} 的主机` },
    cure: anotherHost(setting),
  }),
  ERR_SOCKET_BAD_PORT: (place, setting) => ({
    message: { en: `${place}: there is no such port`, zh: `${place}：没有这样的端口` },
    cure: {
      en: `Choose a port between 1 and 65535, or 0 for any free one (\`${setting}\`).`,
      zh: `请选择 1 到 65535 之间的端口，或用 0 表示任意空闲端口（\`${setting}\`）。`,
    },
  }),
};
// What else a resolver says of a name that leads nowhere.
const sameAs: Readonly<Record<string, string>> = { EAI_AGAIN: 'ENOTFOUND', EAFNOSUPPORT: 'EADDRNOTAVAIL' };

/** Whether something failed because its place cannot be listened on. */
export function isListenTrouble(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  return (
    ('syscall' in thrown && (thrown.syscall === 'listen' || thrown.syscall === 'getaddrinfo')) ||
    ('code' in thrown && thrown.code === 'ERR_SOCKET_BAD_PORT')
  );
}

/** Why a place cannot be listened on, in a sentence of its own. */
export function listenError(thrown: unknown, address: ListenAddress, setting: string): ConfigError {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
  const place = authority(address);
  const explain = explanations[sameAs[code] ?? code];
  if (explain !== undefined) {
    return new ConfigError({ code: 'events.listen.failed', ...explain(place, setting), cause: thrown });
  }
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  return new ConfigError({
    code: 'events.listen.failed',
    message: { en: `Larkstream cannot listen on ${place}: ${reason}`, zh: `无法监听 ${place}：${reason}` },
    cause: thrown,
  });
}
