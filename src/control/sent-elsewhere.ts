import type { FieldFault } from './field-faults.ts';

/**
 * A secret goes only where it went when it was given: otherwise whoever may change a host, but is never shown the secret, has it sent to a
 * host of his own. What it is sent to is therefore changed together with it.
 */
export function sentElsewhere(path: string): FieldFault {
  const message = {
    en: 'is needed in the same request, for it would be sent to another place than before',
    zh: '必须在同一请求中重新填写，因为更改后它会被发送到别处',
  };
  return { path, message };
}
