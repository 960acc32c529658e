import { isIP } from 'node:net';
import { LarkstreamError } from '../model/errors.ts';
import type { Message } from '../model/message.ts';
import type { FieldFault } from './field-faults.ts';
import type { ResourceParts } from './resource-parts.ts';

/** An IP address, and a name that means this machine, is judged at once; any other name when it is connected to, for it may mean another host by then. */
export async function hostFaults(
  guard: ResourceParts['guard'],
  path: string,
  host: string,
): Promise<readonly FieldFault[]> {
  if (isIP(host) === 0 && !/^(?:.+\.)?localhost$/i.test(host)) return [];
  try {
    await guard.resolve(host);
    return [];
  } catch (thrown) {
    return [{ path, message: withCure(thrown) }];
  }
}

/** The cure of the fault would get lost: that of a request says to correct its fields. It names the option by which an operator allows private hosts. */
export function withCure(thrown: unknown): Message {
  if (!(thrown instanceof LarkstreamError)) throw thrown;
  const { message, cure } = thrown.texts;
  return { en: `${message.en}. ${cure.en}`, zh: `${message.zh}。${cure.zh}` };
}
