import { BugError } from '../errors.ts';
import { untranslated } from '../message.ts';

/** `v1.KIND.ID.BASE64`: what `BodyVault.seal` gives. */
const form = /^v1\.(session|trigger|integration)\.[\w-]{1,64}\.[\w-]+$/;

/** What people have said, as the store keeps it: only the keys of the service open it. A plain text does not become one by mistake. */
export class SealedText {
  readonly value: string;

  /** @throws BugError when the text is not a sealed one. */
  constructor(value: string) {
    if (!form.test(value))
      throw new BugError({ code: 'internal.unexpected', message: untranslated('Not a sealed text') });
    this.value = value;
  }
}

const ownerKinds = ['session', 'trigger', 'integration'] as const;

/** Whose key seals a text. Whoever is erased, is erased with the key: nothing that was sealed with it opens any more. */
export interface BodyOwner {
  /** `session`: all that was said in it. `trigger`: events outside of sessions. `integration`: what is said to somebody outside of both. */
  readonly kind: (typeof ownerKinds)[number];
  readonly id: string;
}

/** Whose key has sealed it: what belongs to it is sealed with the same one. */
export function ownerOfSealed({ value }: SealedText): BodyOwner {
  const [, kind, id = ''] = value.split('.');
  return { kind: ownerKinds.find((known) => known === kind) ?? 'session', id };
}

/** What the vault calls the key with which the bodies of an owner are sealed: no secret that a person has set. */
export const bodyKeyName = 'bodies';

/** Seals and opens what people have said. Seal before a transaction begins, open after it: the key of an owner may have to be made or read first. */
export interface BodyVault {
  /** `boundTo` is where it belongs, such as the id of the message: it opens nowhere else. */
  seal(owner: BodyOwner, boundTo: string, text: string): Promise<SealedText>;
  /** Undefined when its owner was erased, or it belongs elsewhere. @throws TransientError `secrets.keys.wrong` */
  open(sealed: SealedText, boundTo: string): Promise<string | undefined>;
}
