import { Secret } from '../../model/secret.ts';
import { type LookAround, openLookAround } from '../../operations/look-around.ts';
import type { RetryNotice } from '../../operations/sync-observer.ts';
import type { Context } from '../context.ts';
import { tellRetry } from '../print/tell-retry.ts';
import { type Answers, presets } from './answers.ts';
import type { Dialogue } from './dialogue.ts';
import { appIdFlaw, regionFlaw, secretFlaw } from './flaws.ts';
import { readAppId, readRegion, readSecretAnswer } from './readers.ts';

interface SignedIn {
  readonly region: Answers['region'];
  readonly baseUrl?: string | undefined;
  readonly appId: string;
  readonly secretEnv: string;
  /** What was typed, and is in no variable. */
  readonly typedSecret?: Secret | undefined;
  /** Undefined where the secret is not known yet, or not accepted. */
  readonly look?: LookAround | undefined;
}

/** Which app; where its secret is known, it is tried at once. */
export async function signIn(
  dialogue: Dialogue,
  given: Partial<Answers>,
  context: Context,
  signal: AbortSignal,
): Promise<SignedIn> {
  const { texts } = dialogue;
  const { appId: _id, secretEnv: _name, ...others } = given;
  // What was not accepted is asked for, also where a flag had said it.
  for (let wish = given; ; wish = others) {
    const region =
      wish.region ??
      (await dialogue.askFor(texts.region, {
        preset: presets.region,
        choices: 'feishu, lark',
        read: readRegion,
        flaw: regionFlaw,
      }));
    const appId =
      wish.appId ?? (await dialogue.askFor(texts.appId, { choices: 'cli_…', read: readAppId, flaw: appIdFlaw }));
    const { secretEnv, typedSecret } = await askSecret(dialogue, wish.secretEnv, context);
    const app = { region, baseUrl: given.baseUrl, appId, secretEnv, typedSecret };
    const appSecret = typedSecret ?? secretOf(context.terminal.environment[secretEnv]);
    if (appSecret === undefined) {
      dialogue.say(texts.secretUnset(secretEnv));
      return app;
    }
    const onRetry = (notice: RetryNotice): void => tellRetry(notice, context);
    const clients = await context.clients();
    const place = { region, baseUrl: given.baseUrl };
    const look = await openLookAround({ ...place, appId, appSecret, clients, signal, onRetry });
    try {
      await look.authenticate();
      dialogue.say(texts.signedIn);
      return { ...app, look };
    } catch (thrown) {
      await look.close();
      dialogue.tell(thrown);
      if (!(await dialogue.isAgreed(texts.tryAgain))) return app;
    }
  }
}

async function askSecret(
  dialogue: Dialogue,
  given: string | undefined,
  { terminal: { environment }, hide }: Context,
): Promise<{ readonly secretEnv: string; readonly typedSecret?: Secret }> {
  if (given !== undefined) return { secretEnv: given };
  const { texts } = dialogue;
  for (;;) {
    const answer = (await dialogue.ask(texts.secret(presets.secretEnv), true)) || presets.secretEnv;
    const read = readSecretAnswer(answer, (name) => environment[name] !== undefined);
    if (read === undefined) dialogue.refuse(secretFlaw(answer), 'LARK_APP_SECRET');
    else if ('variable' in read) {
      dialogue.say(texts.secretUsed(read.variable));
      return { secretEnv: read.variable };
    } else {
      hide([read.secret]);
      return { secretEnv: presets.secretEnv, typedSecret: read.secret };
    }
  }
}

/** The secret in a variable, where the variable is set. */
function secretOf(value: string | undefined): Secret | undefined {
  return value === undefined || value === '' ? undefined : new Secret(value);
}
