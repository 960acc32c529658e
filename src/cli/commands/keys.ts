import { listOf } from '../../model/message.ts';
import type { RetireOptions } from '../../operations/serve/change-keys.ts';
import type { OpenServiceOptions } from '../../operations/serve/open-service.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { usageError } from '../usage-error.ts';
import type { StoreFlags } from './serve.ts';

interface KeysRequest {
  readonly command: 'add' | 'rotate' | 'retire' | 'verify';
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
  if (command === 'add') return await add(options, context);
  if (command === 'rotate') return await rotate(id, options, context);
  if (command === 'verify') return await verify(options, context);
  if (id === undefined) {
    throw usageError({ en: 'The argument <id> is missing', zh: '缺少参数 <ID>' }, 'larkstream keys');
  }
  return await retire({ id, isUnusedElsewhere: yes }, options, context);
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
