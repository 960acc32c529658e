import { type CreateHandlerParts, createHandler } from '../../../app/create-handler.ts';
import type { HandlerSecrets } from '../../../config/handlers/handler-secrets.ts';
import { loadHandlerSecrets } from '../../../control/handlers/load-handler-secrets.ts';
import type { SecretVault } from '../../../model/service/secret-vault.ts';
import type { HandlerTable } from '../../../model/triggers/tables.ts';
import type { FlowHandler } from '../../../triggers/flow/flow-parts.ts';

interface HandlersParts extends CreateHandlerParts {
  readonly handlers: Pick<HandlerTable, 'find'>;
  readonly vault: Pick<SecretVault, 'believed'>;
}

interface Made {
  readonly version: number;
  /** When a test of it has passed last: what failed before that is forgotten, so whoever has mended it waits for no pause. */
  readonly passedAt: number | undefined;
  readonly secrets: HandlerSecrets;
  readonly flowHandler: FlowHandler;
  /** By the clock that nobody sets. */
  readonly secretsReadAt: number;
}

/** A secret that is replaced changes its handler too; one that is believed no more is dropped within this time. */
const secretsMs = 30_000;

/** The handlers of a process: one is made once, and lives as long as neither it nor its secrets change, so that its circuit remembers. */
export class Handlers {
  readonly #parts: HandlersParts;
  readonly #made = new Map<string, Made>();

  constructor(parts: HandlersParts) {
    this.#parts = parts;
  }

  /** Undefined when there is none any more, or it is disabled. */
  async handlerOf(id: string): Promise<FlowHandler | undefined> {
    const { handlers, clock } = this.#parts;
    const handler = await handlers.find(id);
    if (handler === undefined || handler.disabledAt !== undefined) {
      this.#made.delete(id);
      return undefined;
    }
    const passedAt = handler.test?.isOk === true ? handler.testedAt : undefined;
    const known = this.#made.get(id);
    const now = clock.elapsed();
    const isAsBefore = (made: Made | undefined): made is Made =>
      made !== undefined && made.version === handler.version && made.passedAt === (passedAt ?? made.passedAt);
    if (isAsBefore(known) && now - known.secretsReadAt < secretsMs) return known.flowHandler;
    const secrets = await loadHandlerSecrets(this.#parts.vault, handler);
    // Of two who come at once, the second finds what the first has made.
    const current = this.#made.get(id);
    const stays = isAsBefore(current) && areSame(current.secrets, secrets);
    const flowHandler = stays ? current.flowHandler : createHandler(handler, secrets, this.#parts);
    this.#made.set(id, { version: handler.version, passedAt, secrets, flowHandler, secretsReadAt: now });
    return flowHandler;
  }
}

function areSame(one: HandlerSecrets, other: HandlerSecrets): boolean {
  const text = (secrets: HandlerSecrets): string =>
    JSON.stringify([...secrets].map(([name, values]) => [name, ...values.map((value) => value.reveal())]));
  return text(one) === text(other);
}
