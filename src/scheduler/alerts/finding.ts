import type { Message } from '../../model/message.ts';
import type { AlertKind } from '../../model/service/alert.ts';

/** Something that is wrong now. */
export interface Finding {
  readonly kind: AlertKind;
  readonly subjectKind: 'pipeline' | 'integration' | 'consumer' | 'worker' | 'trigger' | 'handler';
  readonly subjectId: string;
  readonly message: Message;
  /** How long it must stay so before anybody is told: what mends itself in a moment is no news. */
  readonly patienceMs: number;
}
