import type { Random } from '../random.ts';
import { randomFor } from '../random.ts';

/** A person with one bot, a group, or a group in which every message begins a topic. */
export type ChatMode = 'p2p' | 'group' | 'topic';

/** A chat as it stands now. */
export interface Chat {
  readonly id: string;
  readonly mode: ChatMode;
  name: string;
  description: string;
  readonly isPublic: boolean;
  /** Messages of the group are shown as threads (`group_message_type: thread`). */
  readonly showsThreads: boolean;
  /** `open_id` of the owner. */
  ownerId: string;
  /** By open_id. */
  readonly people: Set<string>;
  /** By app id. */
  readonly bots: Set<string>;
  readonly createdMs: number;
  activeMs: number;
  isDissolved: boolean;
  /** Nobody but the owner may write. */
  isMuted: boolean;
}

/** What a new group is made of. */
export interface NewGroup {
  readonly name: string;
  readonly mode: 'group' | 'topic';
  readonly isPublic: boolean;
  readonly showsThreads: boolean;
  readonly people: readonly string[];
  readonly bots: readonly string[];
}

/** A group that has just been made; its first person owns it. */
export function newGroup(id: string, wanted: NewGroup, nowMs: number): Chat {
  const { name, mode, isPublic, showsThreads, people, bots } = wanted;
  return {
    id,
    mode,
    name,
    description: '',
    isPublic,
    showsThreads,
    ownerId: people[0] ?? '',
    people: new Set(people),
    bots: new Set(bots),
    createdMs: nowMs,
    activeMs: nowMs,
    isDissolved: false,
    isMuted: false,
  };
}

/** The chat of a person with one bot. */
export function directChat(seed: number, openId: string, appId: string, nowMs: number): Chat {
  const id = `oc_${randomFor(seed, 'direct', openId, appId).hex(32)}`;
  const wanted = { name: '', isPublic: false, showsThreads: false, people: [openId], bots: [appId] };
  return { ...newGroup(id, { ...wanted, mode: 'group' }, nowMs), mode: 'p2p' };
}

const names = [
  '项目讨论',
  'Support desk',
  '数据看板',
  'Release train',
  '财务共享',
  'Factory floor',
  '产品 & 设计',
] as const;

/** The name of the group at a position. */
export function groupName(at: number, random: Random): string {
  const name = names[at % names.length] ?? '';
  return at < names.length ? name : `${name} ${random.digits(3)}`;
}
