import { type Language, listOf, type Message } from '../../model/message.ts';
import { toRfc3339 } from '../../util/timestamps.ts';

type Word =
  | 'image'
  | 'file'
  | 'folder'
  | 'audio'
  | 'video'
  | 'sticker'
  | 'card'
  | 'gift'
  | 'group'
  | 'person'
  | 'place'
  | 'poll'
  | 'task'
  | 'due'
  | 'call'
  | 'meeting'
  | 'forward'
  | 'recalled'
  | 'everybody';

/** What stands in a text for what is no text, as Lark's own list of chats shows it. */
export const words: Readonly<Record<Word, Message>> = {
  image: { en: 'Image', zh: '图片' },
  file: { en: 'File', zh: '文件' },
  folder: { en: 'Folder', zh: '文件夹' },
  audio: { en: 'Voice message', zh: '语音' },
  video: { en: 'Video', zh: '视频' },
  sticker: { en: 'Sticker', zh: '表情包' },
  card: { en: 'Card', zh: '卡片' },
  gift: { en: 'Red packet', zh: '红包' },
  group: { en: 'Group', zh: '群名片' },
  person: { en: 'Contact', zh: '个人名片' },
  place: { en: 'Location', zh: '位置' },
  poll: { en: 'Poll', zh: '投票' },
  task: { en: 'Task', zh: '任务' },
  due: { en: 'due', zh: '截止' },
  call: { en: 'Video meeting', zh: '视频会议' },
  meeting: { en: 'Calendar event', zh: '日程' },
  forward: { en: 'Forwarded messages', zh: '合并转发' },
  recalled: { en: 'Recalled message', zh: '消息已撤回' },
  everybody: { en: '@all', zh: '@所有人' },
};

/** `[Image]`, or with more to say `[File: plan.pdf]`. */
export function marker(what: Message, language: Language, more: string | null = null): string {
  const colon = language === 'zh' ? '：' : ': ';
  return more === null || more === '' ? `[${what[language]}]` : `[${what[language]}${colon}${more}]`;
}

/** Names or options in a sentence. */
export function several(names: readonly string[], language: Language): string {
  return listOf(names, language);
}

/** `2026-01-31 09:05 UTC`: where the reader is, is not known here. */
export function timeText(ms: number | null): string | null {
  const text = toRfc3339(ms === 0 ? null : ms);
  return text === null ? null : `${text.slice(0, 10)} ${text.slice(11, 16)} UTC`;
}

/** `2 s`, `1:05` */
export function lengthText(ms: number | null): string | null {
  if (ms === null || ms < 0) return null;
  const seconds = Math.round(ms / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
