import type { Config } from '../../config/settings.ts';
import { diagnoseConfig, diagnoseNetwork, diagnoseProgram, type Finding } from '../../operations/diagnose.ts';
import { configFileOf, loadConfig } from '../config-file.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { printError } from '../print/print-error.ts';
import { hangText } from '../print/wrap-text.ts';
import { version } from '../version.ts';
import { checkConfig } from './check.ts';

/** One report to paste where help is asked for: program, machine, configuration, network, clock, permissions. No secrets. */
export async function doctor(file: string | undefined, context: Context): Promise<number> {
  const { environment } = context.terminal;
  let isSound = true;
  const tell = (finding: Finding): void => {
    isSound &&= finding.outcome !== 'failed';
    printFinding(finding, context);
  };
  for (const finding of diagnoseProgram(version, environment)) tell(finding);
  const config = await tryConfig(file, context);
  if (config === undefined) return exitCodes.configuration;
  for (const finding of diagnoseConfig(config, configFileOf(file))) tell(finding);
  for await (const finding of diagnoseNetwork(config, environment)) tell(finding);
  context.say();
  const code = await checkConfig(config, context);
  return code === exitCodes.done && !isSound ? exitCodes.failed : code;
}

/** A configuration that cannot be read is a finding too; the lines before it are what helpers ask for first. */
async function tryConfig(file: string | undefined, context: Context): Promise<Config | undefined> {
  try {
    return await loadConfig(file, context);
  } catch (thrown) {
    printError(thrown, context);
    return undefined;
  }
}

function printFinding(finding: Finding, context: Context): void {
  const { style, texts, columns } = context;
  const { area, subject, outcome, message } = finding;
  context.emit({ event: 'finding', area, subject, outcome, message: message.en, zh: { message: message.zh } });
  const marks = { ok: style.green('✓'), warning: style.yellow('!'), failed: style.red('✗') };
  const head = `${marks[outcome]} ${style.bold(texts.doctor.areas[area])}  ${texts.doctor.subjects[subject] ?? subject}  `;
  for (const line of hangText(head, message[texts.language], { columns, indent: 2 })) context.say(line);
}
