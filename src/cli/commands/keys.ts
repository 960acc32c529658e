import { listOf } from '../../model/message.ts';
import type { RetireOptions } from '../../operations/serve/change-keys.ts';
import type { OpenServiceOptions } from '../../operations/serve/open-service.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { formatTable } from '../print/format-table.ts';
import { formatCount } from '../print/numbers.ts';
import { usageError } from '../usage-error.ts';
import type { StoreFlags } from './serve.ts';

interface KeysRequest {
  readonly command: 'list' | 'add' | 'rotate' | 'retire' | 'verify';
  readonly id: string | undefined;
}

interface KeysFlags extends StoreFlags {
  readonly yes?: boolean;
}

type Options = Omit<OpenServiceOptions, 'isShared'>;

/** `larkstream keys`: the master keys of a service. */
export async function keys({ command, id }: KeysRequest, flags: KeysFlags, context: Context): Promise<number> {
  const { yes = false, ...store } = flags;
  const options = { ...store, environment: context.terminal.environment, hide: context.hide };
  if (command === 'list') return await list(options, context);
  if (command === 'add') return await add(options, context);
  if (command === 'rotate') return await rotate(id, options, context);
  if (command === 'verify') return await verify(options, context);
  if (id === undefined) {
    throw usageError({ en: 'The argument <id> is missing', zh: '缺少参数 <ID>' }, 'larkstream keys');
  }
  return await retire({ id, isUnusedElsewhere: yes }, options, context);
}

async function list(options: Options, context: Context): Promise<number> {
  const { listKeys } = await import('../../operations/serve/change-keys.ts');
  const found = await listKeys(options);
  const { texts, style, columns: width, say, emit } = context;
  for (const { id, ...key } of found) emit({ event: 'master_key', key: id, ...key });
  const { key, sealed, fingerprint, lackedBy, current } = texts.service.keyColumns;
  const lines = formatTable({
    width,
    columns: [
      { title: key, keep: true },
      { title: '' },
      { title: sealed, align: 'right' },
      { title: lackedBy, align: 'right', drop: 2 },
      { title: fingerprint, drop: 1 },
    ],
    rows: found.map((one) => [
      one.id,
      one.isCurrent ? current : '',
      formatCount(one.secrets),
      formatCount(one.lackedBy.length),
      one.fingerprint,
    ]),
    styleLine: (line, index) => (index < 0 ? style.dim(line) : line),
  });
  for (const line of lines) say(line);
  return exitCodes.done;
}

async function add(options: Options, { texts, say, emit }: Context): Promise<number> {
  const { addKey } = await import('../../operations/serve/change-keys.ts');
  const { keyId: key, place } = await addKey(options);
  emit({ event: 'key_added', key });
  say(texts.service.keyAdded({ key, place }));
  return exitCodes.done;
}

async function rotate(to: string | undefined, options: Options, { texts, say, emit }: Context): Promise<number> {
  const { rotateKeys } = await import('../../operations/serve/change-keys.ts');
  const report = await rotateKeys(to, options);
  const { keyId: key, isNew, secrets, unused, place } = report;
  emit({ event: 'keys_rotated', key, isNew, secrets, unused });
  say(isNew ? texts.service.rotated({ key, secrets, place }) : texts.service.rewrapped({ key, secrets, place }));
  if (unused.length > 0) say(texts.service.mayRetire(listOf(unused, texts.language)));
  return exitCodes.done;
}

async function retire(request: RetireOptions, options: Options, { texts, say, emit }: Context): Promise<number> {
  const { retireKey } = await import('../../operations/serve/change-keys.ts');
  const { isRemoved, place } = await retireKey(request, options);
  const { id } = request;
  emit({ event: 'key_retired', key: id, isRemoved });
  say(isRemoved ? texts.service.retired(id) : texts.service.mayRemove({ key: id, place }));
  return exitCodes.done;
}

async function verify(options: Options, { texts, style, say, emit }: Context): Promise<number> {
  const { verifyKeys } = await import('../../operations/serve/change-keys.ts');
  const { secrets, unreadable } = await verifyKeys(options);
  for (const { ownerKind, ownerId, name, version, keyId } of unreadable) {
    emit({ event: 'secret_unreadable', ownerKind, ownerId, name, version, key: keyId });
    const secret = `${ownerKind}/${ownerId}/${name}`;
    say(`${style.red('✗')} ${texts.service.unreadable({ secret, key: keyId })}`);
  }
  emit({ event: 'keys_verified', secrets, unreadable: unreadable.length });
  if (unreadable.length === 0) say(texts.service.verified(secrets));
  return unreadable.length === 0 ? exitCodes.done : exitCodes.failed;
}
