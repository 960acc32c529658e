import { plural } from '../../util/plural.ts';
import { formatCount } from '../print/numbers.ts';
import type { ServiceDemoTexts, ServiceTexts } from './service-texts.ts';

const counted = (count: number, one: string, many?: string): string => plural(count, one, many, formatCount);

/** What the commands of the service say in English. */
export const enService: ServiceTexts = {
  starting: 'Starting the service…',
  making: (folder) => `There is no store in ${folder} yet: a Postgres is made there, which takes some seconds.`,
  ready: ({ url, seconds }) => (url === null ? `Ready after ${seconds} s` : `Ready at ${url} after ${seconds} s`),
  roles: 'roles',
  store: 'store',
  setup: 'Open this link to make the first account:',
  password: (login) => `Whoever opens this link sets the password of ${login}:`,
  once: 'It works once, within an hour.',
  created: (login) => `${login} is the administrator now, and signs in with the password.`,
  added: ({ login, role }) => `${login} has an account now, with the role ${role}.`,
  askLogin: 'E-mail or login of the administrator:',
  askPassword: 'Password (at least 12 characters):',
  askAgain: 'The same password again:',
  unlike: { en: 'The passwords differ; nothing was changed', zh: '两次输入的密码不同；未做任何改动' },
  stop: 'Ctrl-C stops the service; runs under way commit what has arrived.',
  stopping: 'Stopping, within 35 seconds: runs commit what has arrived. Press Ctrl-C again to exit at once.',
  stopped: 'Stopped.',
  keyColumns: {
    key: 'master key',
    sealed: 'secrets',
    fingerprint: 'fingerprint',
    lackedBy: 'processes without it',
    current: 'current',
  },
  keyAdded: ({ key, place }) =>
    `Added key ${key} to ${place}; nothing is wrapped with it yet. Where other machines have files of keys, copy this one there; then \`larkstream keys rotate ${key}\`.`,
  rotated: ({ key, secrets, place }) => `Added key ${key} to ${place}; ${counted(secrets, 'secret')} wrapped anew.`,
  rewrapped: ({ key, secrets, place }) =>
    `${counted(secrets, 'secret')} wrapped anew with key ${key}, the first of ${place}.`,
  mayRetire: (keys) =>
    `Nothing is wrapped with ${keys} any more: \`larkstream keys retire\` removes it. Backups made until now need it: keep a copy with them.`,
  retired: (key) => `Removed key ${key}. Backups made while it was in use need it: keep a copy with them.`,
  mayRemove: ({ key, place }) =>
    `Nothing is wrapped with key ${key}: remove it from ${place}. Backups made while it was in use need it: keep a copy with them.`,
  verified: (secrets) => `${counted(secrets, 'secret')} can be opened.`,
  unreadable: ({ secret, key }) => `${secret} cannot be opened; key ${key} sealed it.`,
  backedUp: ({ file, tables, rows }) => `Wrote ${file}: ${counted(tables, 'table')}, ${counted(rows, 'row')}.`,
  keysApart: 'It holds no keys: keep them too, apart from it. Without them its secrets stay closed.',
  adopting: ({ read, of }) => `Read ${formatCount(read)} of ${counted(of, 'event')}.`,
  adopted: ({ read, added }) => `Read ${counted(read, 'event')}; ${formatCount(added)} of them are new to the service.`,
  restored: ({ tables, rows }) => `Restored ${counted(tables, 'table')}, ${counted(rows, 'row')}.`,
};

/** What `demo --service` says in English. */
export const enServiceDemo: ServiceDemoTexts = {
  isThere: 'The service is there, with an account:',
  chat: 'Write to its bot on this page, as anybody in the simulated company:',
  chatHint: 'Ask how many approvals wait, whose desk they are on, or for the newest records.',
  login: 'login',
  password: 'password',
  reading: 'Its first two runs read the simulated company:',
  ended: ({ pipeline, state, rows }) => `${pipeline}: ${state}, ${counted(rows, 'row')}`,
  live: 'A live pipeline follows its events from now on.',
  terminal: 'In another terminal:',
  api: 'Its API describes itself:',
  stop: (folder) =>
    folder === undefined
      ? 'Ctrl-C ends both, and removes what they have written; --keep keeps it in a folder of yours.'
      : `Ctrl-C ends both; what they have written stays in ${folder}.`,
};
