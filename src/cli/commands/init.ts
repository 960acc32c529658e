import { existsSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { configSpec } from '../../config/connector-spec.ts';
import { destinationKinds } from '../../config/destinations/registry.ts';
import { moduleNames } from '../../config/modules.ts';
import { readConfigFile } from '../../config/read-config.ts';
import { secretFileOf } from '../../config/secret-file.ts';
import { renderJsonTemplate, renderTemplate } from '../../config/template.ts';
import { writePrivateFile } from '../../config/write-private-file.ts';
import { ConfigError, toLarkstreamError } from '../../model/errors.ts';
import type { Language, Message } from '../../model/message.ts';
import type { Secret } from '../../model/secret.ts';
import { readModuleFlag } from '../../operations/ask-module.ts';
import { scopesToGrant } from '../../operations/scopes-to-grant.ts';
import { assertFree } from '../assert-free.ts';
import { defaultConfigFile } from '../config-file.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { type Answers, isComplete, presets, toTemplate } from '../init/answers.ts';
import { askWhat } from '../init/ask-what.ts';
import { Dialogue } from '../init/dialogue.ts';
import { judgeAddress, readAppId } from '../init/readers.ts';
import { signIn } from '../init/sign-in.ts';
import { initTexts } from '../init/texts.ts';
import { openPrompter } from '../prompt.ts';
import { withStopSignals } from '../stop-signals.ts';
import { tellAdvice } from '../tell-advice.ts';
import { usageError } from '../usage-error.ts';
import { checkConfig } from './check.ts';

interface InitFlags {
  readonly force?: boolean;
  readonly region?: Answers['region'];
  readonly baseUrl?: string;
  readonly appId?: string;
  readonly secretEnv?: string;
  readonly modules?: readonly string[];
  readonly approval?: readonly string[];
  readonly base?: readonly string[];
  readonly destination?: Answers['destination'];
  readonly path?: string;
  readonly startDate?: string;
  readonly yes?: boolean;
  /** Commander's word for `--no-check`. */
  readonly check?: boolean;
}

interface Outcome {
  readonly answers: Answers;
  readonly typedSecret?: Secret | undefined;
  /** Whether the typed secret is to be kept in a file. */
  readonly keepsSecret?: boolean;
}

const schemaName = 'larkstream.schema.json';

/** `larkstream init`: asks on a terminal, else takes everything from flags. */
export async function init(file: string | undefined, flags: InitFlags, context: Context): Promise<number> {
  const target = file ?? defaultConfigFile;
  if (flags.force !== true) assertFree(target);
  assertUsable(flags);
  const given = await toGiven(flags);
  const mayAsk = context.terminal.isInteractive && !context.isJson && flags.yes !== true;
  const outcome = mayAsk ? await askOrStop(target, given, context) : { answers: withPresets(given) };
  if (outcome === undefined) return exitCodes.stopped;
  writeConfig(target, outcome.answers, { ...flags, language: context.texts.language });
  context.emit({ event: 'init', file: target });
  context.say(initTexts[context.texts.language].written(target));
  tellOfName(outcome.answers, context);
  const secretFile = writeSecret(target, outcome, context);
  const code = await checkAtEnd(target, outcome, flags, context);
  tellNext(target, outcome, { secretFile, isChecked: code !== undefined }, context);
  return code ?? exitCodes.done;
}

/** @throws ConfigError `config.usage.invalid` for a flag that cannot become a setting. */
function assertUsable({ modules, appId, destination, path }: InitFlags): void {
  if (modules !== undefined) assertModules(modules);
  const refuse = (message: Message): never => {
    throw new ConfigError({ code: 'config.usage.invalid', message });
  };
  if (appId !== undefined && readAppId(appId) === undefined) {
    refuse({
      en: '--app-id must be an App ID such as cli_a1b2c3d4e5f6',
      zh: '--app-id 必须是 App ID，例如 cli_a1b2c3d4e5f6',
    });
  }
  const isServer = destination !== undefined && destinationKinds[destination].placeSetting === 'url';
  if (isServer && path !== undefined && judgeAddress(path) !== 'ok') {
    refuse({
      en: `--path must be the address of a Postgres, with its password as a variable such as $\{PGPASSWORD}`,
      zh: `--path 必须是 Postgres 的地址，其中的密码写成变量，例如 $\{PGPASSWORD}`,
    });
  }
}

function assertModules(named: readonly string[]): void {
  if (named.length > 0 && named.every((name) => moduleNames.includes(name))) return;
  const shown = named.join(',');
  throw usageError(
    {
      en: `--modules is "${shown}" and must be some of ${moduleNames.join(', ')}, separated by commas`,
      zh: `--modules 的值 “${shown}” 无效：必须是以下的一个或多个，用逗号分隔：${moduleNames.join('、')}`,
    },
    'larkstream init',
  );
}

/** What the flags answer; `--yes` and a pipe take the presets for the rest. */
async function toGiven(flags: InitFlags): Promise<Partial<Answers>> {
  const { region, baseUrl, appId, secretEnv, modules, destination, path, startDate } = flags;
  const answers = {
    region,
    baseUrl,
    appId,
    secretEnv,
    modules: modules && moduleNames.filter((name) => modules.includes(name)),
    settings: await readModuleFlags(flags),
    destination,
    path,
    startDate,
  };
  return Object.fromEntries(Object.entries(answers).filter(([, value]) => value !== undefined));
}

/** @throws ConfigError `config.usage.invalid` for a flag that names nothing of its module */
async function readModuleFlags({ approval, base }: InitFlags): Promise<Answers['settings']> {
  const named = Object.entries({ approval, base }).flatMap(([module, texts]) => (texts ? [{ module, texts }] : []));
  return Object.fromEntries(
    await Promise.all(named.map(async ({ module, texts }) => [module, await readModuleFlag(module, texts)] as const)),
  );
}

function withPresets(given: Partial<Answers>): Answers {
  const destination = given.destination ?? presets.destination;
  return { ...presets, path: destinationKinds[destination].preset, ...given };
}

/** Undefined when the person has left. */
async function askOrStop(target: string, given: Partial<Answers>, context: Context): Promise<Outcome | undefined> {
  try {
    return await askAll(target, given, context);
  } catch (thrown) {
    if (toLarkstreamError(thrown).family !== 'stopped') throw thrown;
    context.terminal.error(`${initTexts[context.texts.language].stopped}\n`);
    return undefined;
  }
}

async function askAll(target: string, given: Partial<Answers>, context: Context): Promise<Outcome> {
  const prompter = context.terminal.openPrompter?.() ?? openPrompter();
  const dialogue = new Dialogue(prompter, context);
  try {
    return await withStopSignals(async (signal) => {
      signal.addEventListener('abort', () => prompter.close(), { once: true });
      dialogue.say(dialogue.texts.intro);
      const { look, typedSecret, ...app } = await signIn(dialogue, given, context, signal);
      try {
        const answers = { ...app, ...(await askWhat(dialogue, given, look)) };
        const question = dialogue.texts.keepSecret(secretFileOf(target));
        const keepsSecret = typedSecret !== undefined && (await dialogue.isAgreed(question));
        return { answers, typedSecret, keepsSecret };
      } finally {
        await look?.close();
      }
    });
  } finally {
    prompter.close();
  }
}

function writeConfig(
  target: string,
  answers: Answers,
  { force = false, language }: InitFlags & { readonly language: Language },
): void {
  const template = { ...toTemplate(answers, `./${schemaName}`), language };
  const isJson = extname(target) === '.json';
  writePrivateFile(target, isJson ? renderJsonTemplate(template) : renderTemplate(template), { overwrite: force });
  const schemaFile = join(dirname(target), schemaName);
  // For editors, in the language of the screen; it follows the version, so an older one is written over.
  writePrivateFile(schemaFile, `${JSON.stringify(configSpec(language), undefined, 2)}\n`, { overwrite: true });
}

/** Before anything is synced under a name that will be regretted. */
function tellOfName({ destination, path }: Answers, context: Context): void {
  if (destination !== 'duckdb') return;
  tellAdvice({ destination: { type: destination, path, schema: 'lark', hard_deletes: false } }, context);
}

/** The file that holds the typed secret now; undefined when there is none. */
function writeSecret(
  target: string,
  { answers, typedSecret, keepsSecret }: Outcome,
  context: Context,
): string | undefined {
  if (typedSecret === undefined || keepsSecret !== true) return undefined;
  const texts = initTexts[context.texts.language];
  const file = secretFileOf(target);
  if (existsSync(file)) {
    context.say(texts.envExists(file));
    return file;
  }
  const quoted = `'${typedSecret.reveal().replaceAll("'", `'\\''`)}'`;
  writePrivateFile(file, `${answers.secretEnv}=${quoted}\n`, { overwrite: false });
  context.say(texts.envWritten(file));
  return file;
}

/** Undefined when there is nothing to check yet. */
async function checkAtEnd(
  target: string,
  { answers, typedSecret }: Outcome,
  { check = true }: InitFlags,
  context: Context,
): Promise<number | undefined> {
  const { environment } = context.terminal;
  const isSecretKnown = typedSecret !== undefined || (environment[answers.secretEnv] ?? '') !== '';
  const lacksPassword = [...answers.path.matchAll(/\$\{(\w+)\}/g)].some(([, name = '']) => !environment[name]);
  if (!check || !isComplete(answers) || !isSecretKnown || lacksPassword) return undefined;
  const typed = typedSecret && { [answers.secretEnv]: typedSecret };
  const { config, secrets } = readConfigFile(target, environment, { typed });
  context.hide(secrets);
  context.say();
  const code = await checkConfig(config, context);
  context.say();
  return code;
}

function tellNext(
  target: string,
  { answers, typedSecret }: Outcome,
  { secretFile, isChecked }: { readonly secretFile: string | undefined; readonly isChecked: boolean },
  { texts: { language }, terminal: { environment }, say }: Context,
): void {
  const texts = initTexts[language];
  const name = target === defaultConfigFile ? '' : ` ${target}`;
  const isSet = typedSecret === undefined && (environment[answers.secretEnv] ?? '') !== '';
  const steps = [
    ...(isSet || secretFile !== undefined ? [] : [texts.setVariable(answers.secretEnv, secretFileOf(target))]),
    ...(isComplete(answers) ? [] : [texts.fillIn]),
    ...(isChecked ? [] : [texts.grant(scopesToGrant(answers.modules))]),
    ...(isChecked ? [] : [texts.check(name)]),
    texts.sync(name),
  ];
  for (const [index, step] of steps.entries()) say(`  ${index + 1}. ${step}`);
}
