import { plural } from '../../texts/plural.ts';
import { defineTexts } from '../../texts/texts.ts';

const secretsOf = (count: number): string => `${count} ${plural(count, 'secret', 'secrets')}`;

export const keyTexts = defineTexts({
  about: {
    en: 'Secrets are kept sealed; a master key opens them. No key is ever shown here.',
    zh: '密钥加密保存，由主密钥打开。此处不会显示任何主密钥。',
  },
  place: { en: (place: string) => `They lie in ${place}.`, zh: (place) => `保存在 ${place}。` },
  theirs: {
    en: 'Somebody else keeps them: put the new key there first, then restart all processes, then rotate.',
    zh: '主密钥由其他系统保存：请先在那里加入新的主密钥并重启所有进程，然后轮换。',
  },
  key: { en: 'Key', zh: '主密钥' },
  current: { en: 'Current', zh: '当前' },
  fingerprint: { en: 'Fingerprint', zh: '指纹' },
  age: { en: 'Made', zh: '生成时间' },
  unknownAge: { en: 'before the audit begins', zh: '早于审计记录' },
  secrets: { en: 'Opens', zh: '加密内容' },
  secretsOf: {
    en: (text: string, count: number) => `${text} ${plural(count, 'secret', 'secrets')}`,
    zh: (text) => `${text} 个密钥`,
  },
  none: { en: 'There is no master key', zh: '没有主密钥' },
  held: { en: 'Held by', zh: '持有进程' },
  byAll: { en: 'All processes', zh: '所有进程' },
  lacked: {
    en: (count: number) => `Lacked by ${count} ${plural(count, 'process', 'processes')}`,
    zh: (count) => `${count} 个进程缺少`,
  },

  verify: { en: 'Verify', zh: '校验' },
  allOpen: { en: (count: number) => `All ${secretsOf(count)} open.`, zh: (count) => `全部 ${count} 个密钥均可打开。` },
  someClosed: {
    en: (closed: number, count: number) => `${closed} of ${secretsOf(count)} cannot be opened:`,
    zh: (closed, count) => `${count} 个密钥中有 ${closed} 个无法打开：`,
  },
  closed: {
    en: (what: string, key: string) => `${what}, sealed with ${key}`,
    zh: (what, key) => `${what}，由 ${key} 加密`,
  },

  rotate: { en: 'Rotate…', zh: '轮换…' },
  rotateTitle: { en: 'Rotate to a new master key?', zh: '轮换到新的主密钥？' },
  rotateAbout: {
    en: 'A new key is made in the file, and all secrets are wrapped with it while everything goes on. Back the file up afterwards: backups of before open with the key of before only.',
    zh: '将在文件中生成新的主密钥，并在不停机的情况下用它重新加密所有密钥。之后请备份该文件：之前的备份只能用之前的主密钥打开。',
  },
  rotateTo: { en: 'Rotate to it…', zh: '轮换到此主密钥…' },
  rotateToTitle: { en: (id: string) => `Rotate to ${id}?`, zh: (id) => `轮换到 ${id}？` },
  rotateToAbout: {
    en: 'It becomes the current key, and all secrets are wrapped with it while everything goes on.',
    zh: '它将成为当前主密钥，并在不停机的情况下用它重新加密所有密钥。',
  },
  rotateButton: { en: 'Rotate', zh: '轮换' },
  rotated: {
    en: (id: string, count: number) => `${secretsOf(count)} wrapped with ${id}`,
    zh: (id, count) => `${count} 个密钥已用 ${id} 重新加密`,
  },
  add: { en: 'Add a key', zh: '增加主密钥' },
  added: {
    en: (id: string) => `${id} is added: copy the file to the other machines, then rotate to it`,
    zh: (id) => `已增加 ${id}：请将文件复制到其他机器，然后轮换到它`,
  },
  retire: { en: 'Retire…', zh: '停用…' },
  retireTitle: { en: (id: string) => `Retire ${id}?`, zh: (id) => `停用 ${id}？` },
  retireAbout: {
    en: 'Nothing is wrapped with it any more. Keep a copy as long as you keep backups of when it was current.',
    zh: '已没有内容由它加密。只要还保留它作为当前主密钥时的备份，就要保留一份副本。',
  },
  elsewhere: {
    en: 'No other store needs it: I have seen to that',
    zh: '我已确认其他存储不再需要它',
  },
  retireButton: { en: 'Retire the key', zh: '停用主密钥' },
  retired: { en: (id: string) => `${id} is retired`, zh: (id) => `${id} 已停用` },
  retiredElsewhere: {
    en: (id: string) => `${id} may be removed now where the keys are kept`,
    zh: (id) => `现在可以从保存处移除 ${id}`,
  },
});
