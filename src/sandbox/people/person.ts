import { type Random, randomFor, scramble, unscramble } from '../random.ts';
import { cities, familyNames, givenNames, jobTitles, westernFirstNames, westernLastNames } from './name-pools.ts';

/** The values of `user_id_type`. */
export const userIdTypes = ['open_id', 'union_id', 'user_id'] as const;
/** The kind of user id that a call names and gets; `open_id` where it says nothing. */
export type UserIdType = (typeof userIdTypes)[number];

/** An entry of a user's `custom_attrs`. The keys of `value` depend on `type`. */
interface CustomAttr {
  readonly type: 'TEXT' | 'HREF' | 'ENUMERATION' | 'PICTURE_ENUM' | 'GENERIC_USER';
  readonly id: string;
  readonly value: Readonly<Record<string, unknown>>;
}

/** A person of the directory, with the ids of every kind. */
export interface Person {
  readonly index: number;
  readonly openId: string;
  readonly unionId: string;
  /** The tenant-wide id that attendance calls `employee_id`. */
  readonly userId: string;
  readonly employeeNo: string;
  readonly name: string;
  readonly enName: string;
  readonly nickname: string;
  readonly email: string;
  readonly enterpriseEmail: string;
  readonly mobile: string;
  /** 0 secret, 1 male, 2 female, 3 other. */
  readonly gender: number;
  /** open_department_ids, the primary one first; `'0'` is the root. */
  readonly departments: readonly string[];
  readonly jobTitle: string;
  readonly joinTimeSeconds: number;
  readonly city: string;
  readonly country: string;
  readonly workStation: string;
  /** 1 regular, 2 intern, 3 outsourced, 4 labour, 5 consultant; 6 is this tenant's own "expert". */
  readonly employeeType: number;
  readonly isTenantManager: boolean;
  readonly isFrozen: boolean;
  /** False until the person has logged in for the first time. */
  readonly isActivated: boolean;
  readonly isResigned: boolean;
  /** Quit the company's account by himself; counts as resigned some time later. */
  readonly isExited: boolean;
  /** Invited and not yet in; as long as not activated, unless said otherwise. */
  readonly isUnjoin?: boolean;
  readonly avatarUrl: string;
  readonly customAttrs: readonly CustomAttr[];
}

/** What may be changed of a person afterwards. */
export type PersonPatch = Partial<Omit<Person, 'index' | 'openId' | 'unionId'>>;

/** The seed of the tenant, and the instant before which the generated people joined. */
interface PersonOptions {
  readonly seed: number;
  readonly startedAtMs: number;
}

const dayMs = 86_400_000;

/** Everything about person `index` but the departments, from the seed alone. */
export function generatePerson(options: PersonOptions, index: number, departments: readonly string[]): Person {
  const random = randomFor(options.seed, 'person', index);
  const names = generateNames(random);
  const [city, country] = random.pick(cities);
  const mailbox = `${names.mailbox}${index + 1}`;
  return {
    index,
    ...personIds(options.seed, index),
    employeeNo: employeeNoOf(index),
    name: names.name,
    enName: names.enName,
    nickname: random.chance(0.2) ? random.pick(westernFirstNames) : '',
    email: random.chance(0.94) ? `${mailbox}@xinghe.example` : '',
    enterpriseEmail: random.chance(0.5) ? `${mailbox}@mail.xinghe.example` : '',
    mobile: random.chance(0.95) ? mobileOf(index) : '',
    gender: random.pick([0, 1, 1, 1, 2, 2, 2, 3]),
    departments,
    jobTitle: index === 0 ? 'CEO 首席执行官' : random.pick(jobTitles),
    joinTimeSeconds: Math.trunc(options.startedAtMs / dayMs - random.between(45, 3_200)) * 86_400,
    city,
    country,
    workStation: random.chance(0.7) ? `${random.pick(['北楼', '南楼', 'Tower B'])}-${random.between(1, 12)}F` : '',
    employeeType: random.pick([1, 1, 1, 1, 1, 1, 2, 3, 4, 5, 6]),
    isTenantManager: index === 0,
    isFrozen: random.chance(0.01),
    isActivated: !random.chance(0.03),
    isResigned: false,
    isExited: false,
    avatarUrl: `https://s1-imfile.feishucdn.com/static-resource/v1/v2_${random.hex(8)}-${random.hex(4)}~?image_size=72x72`,
    customAttrs: generateCustomAttrs(options, index, random),
  };
}

/** The ids carry the index, so that `indexOfId` needs no map. */
function personIds(
  seed: number,
  index: number,
): { readonly openId: string; readonly unionId: string; readonly userId: string } {
  return {
    openId: `ou_${longId(seed, 'ou', index)}`,
    unionId: `on_${longId(seed, 'on', index)}`,
    userId: userIdOf(seed, index),
  };
}

/** The index that an open_id, union_id or user_id was made from; undefined for ids of another tenant or app. */
export function indexOfId(seed: number, id: string): number | undefined {
  const long = /^(ou|on)_([0-9a-f]{8})[0-9a-f]{24}$/.exec(id);
  if (long !== null) {
    const [, kind = '', head = ''] = long;
    const index = unscramble(Number.parseInt(head, 16), seed + (kind === 'ou' ? 1 : 2));
    return id === `${kind}_${longId(seed, kind, index)}` ? index : undefined;
  }
  return /^[0-9a-f]{8}$/.test(id) ? unscramble(Number.parseInt(id, 16), seed) : undefined;
}

/** The index in a number such as `XH000017`, which is 16; undefined for numbers of another form. */
export function indexOfEmployeeNo(employeeNo: string): number | undefined {
  const digits = /^XH(\d{6,})$/.exec(employeeNo)?.[1];
  return digits === undefined ? undefined : Number(digits) - 1;
}

/** The index in an address such as `wei.zhang17@xinghe.example`. */
export function indexOfEmail(email: string): number | undefined {
  const digits = /(\d+)@/.exec(email)?.[1];
  return digits === undefined ? undefined : Number(digits) - 1;
}

/** The index in a number such as `+8613800010016`, which is 16, with or without +86; undefined for other numbers. */
export function indexOfMobile(mobile: string): number | undefined {
  const digits = /^(?:\+86)?138(\d{8})$/.exec(mobile)?.[1];
  return digits === undefined ? undefined : Number(digits) - firstMobile;
}

const firstMobile = 10_000;

function employeeNoOf(index: number): string {
  return `XH${String(index + 1).padStart(6, '0')}`;
}

function mobileOf(index: number): string {
  return `+86138${String(firstMobile + index).padStart(8, '0')}`;
}

function userIdOf(seed: number, index: number): string {
  return scramble(index, seed).toString(16).padStart(8, '0');
}

function longId(seed: number, kind: string, index: number): string {
  const head = scramble(index, seed + (kind === 'ou' ? 1 : 2));
  return head.toString(16).padStart(8, '0') + randomFor(seed, kind, index).hex(24);
}

function generateNames(random: Random): { readonly name: string; readonly enName: string; readonly mailbox: string } {
  if (random.chance(0.18)) {
    const first = random.pick(westernFirstNames);
    const last = random.pick(westernLastNames);
    return { name: `${first} ${last}`, enName: `${first} ${last}`, mailbox: mailboxOf(first, last) };
  }
  const [family, familyLatin] = random.pick(familyNames);
  const [given, givenLatin] = random.pick(givenNames);
  return { name: family + given, enName: `${givenLatin} ${familyLatin}`, mailbox: mailboxOf(givenLatin, familyLatin) };
}

function mailboxOf(first: string, last: string): string {
  const letters = `${first}.${last}`.normalize('NFD').toLowerCase();
  return letters.replace(/[^a-z.]/g, '');
}

function generateCustomAttrs(options: PersonOptions, index: number, random: Random): readonly CustomAttr[] {
  const attrs: CustomAttr[] = [];
  if (random.chance(0.6)) {
    attrs.push({
      type: 'TEXT',
      id: 'C-6965457429001748501',
      value: { text: random.pick(['摄影社', '徒步 & 露营', '—', 'Chess club']) },
    });
  }
  if (random.chance(0.2)) {
    const url = `https://wiki.xinghe.example/u/${index + 1}`;
    attrs.push({ type: 'HREF', id: 'C-6965457429001748502', value: { text: 'Wiki', url, pc_url: url } });
  }
  if (random.chance(0.4)) {
    const [optionId, optionValue] = random.pick(sites);
    attrs.push({
      type: 'ENUMERATION',
      id: 'C-6965457429001748503',
      value: { option_id: optionId, option_value: optionValue },
    });
  }
  if (random.chance(0.1)) {
    const [optionId, name] = random.pick(badges);
    const picture = `https://s1-imfile.feishucdn.com/badge/${optionId}.png`;
    attrs.push({
      type: 'PICTURE_ENUM',
      id: 'C-6965457429001748504',
      value: { option_id: optionId, name, picture_url: picture },
    });
  }
  if (index > 10 && random.chance(0.1)) {
    const mentor = personIds(options.seed, random.int(10)).openId;
    attrs.push({ type: 'GENERIC_USER', id: 'C-6965457429001748505', value: { generic_user: { id: mentor, type: 1 } } });
  }
  return attrs;
}

/** The choices of the custom attribute "Site": option id and text. */
export const sites = [
  ['qasdefg1', '杭州总部'],
  ['qasdefg2', '苏州工厂'],
  ['qasdefg3', 'Singapore office'],
] as const;

/** The choices of the custom attribute "Badge": option id and name. */
export const badges = [
  ['badge5yr', '五年同行'],
  ['badgepat', '专利之星'],
] as const;
