import type { Clock } from '../model/clock.ts';
import { ConfigError, TransientError } from '../model/errors.ts';
import type { Random } from '../model/random.ts';
import type { Handler, HandlerRequest, HandlerTools, ReplyPart } from '../model/triggers/handler.ts';
import { handlerPaused } from '../model/triggers/handler-paused.ts';
import {
  afterAnswer,
  afterFailure,
  afterGivingUp,
  type Circuit,
  type CircuitSettings,
  closedCircuit,
  enter,
  usualCircuit,
} from './circuit.ts';

interface CircuitParts {
  readonly clock: Pick<Clock, 'elapsed'>;
  readonly random: Random;
  readonly settings?: CircuitSettings;
}

/**
 * A handler that is left in peace after it has failed many times in a row. One for each handler in a process: what it knows is shared by all requests.
 * Throws TransientError `handler.paused`, with `retryAfterMs`, while nothing goes through.
 */
export function withCircuit(handler: Handler, { clock, random, settings = usualCircuit }: CircuitParts): Handler {
  let circuit: Circuit = closedCircuit;
  let last: TransientError | undefined;
  async function* handle(request: HandlerRequest, tools: HandlerTools): AsyncGenerator<ReplyPart, void, void> {
    const entered = enter(circuit, clock.elapsed(), settings);
    circuit = entered.circuit;
    if (entered.waitMs > 0) throw paused(entered.waitMs, last);
    let isSettled = false;
    try {
      yield* handler.handle(request, tools);
      circuit = afterAnswer();
      isSettled = true;
    } catch (thrown) {
      isSettled = !tools.signal.aborted;
      if (thrown instanceof TransientError && isSettled) {
        circuit = afterFailure(circuit, clock.elapsed(), random, settings);
        last = thrown;
      }
      // It has answered, though with a refusal.
      else if (thrown instanceof ConfigError && isSettled) circuit = afterAnswer();
      else isSettled = false;
      throw thrown;
    } finally {
      if (!isSettled) circuit = afterGivingUp(circuit, clock.elapsed());
    }
  }
  return { handle };
}

/** With what it failed last: that is what a person can mend. Not until when: it is kept with the turn, and read later. */
function paused(retryAfterMs: number, last: TransientError | undefined): TransientError {
  const { en = '', zh = '' } = last?.texts.message ?? {};
  return new TransientError({
    code: 'handler.paused',
    message: {
      en: `${handlerPaused.en}${en && ` (last: ${en})`}`,
      zh: `${handlerPaused.zh}${zh && `（最近一次：${zh}）`}`,
    },
    details: { retryAfterMs },
  });
}
