import { tryParseJson } from '../util/json.ts';
import { type ConfigText, checkConfig } from './check-config.ts';
import type { Config } from './settings.ts';

/**
 * `parseConfig` for what a program of ours has written as JSON and no person reads: without the YAML parser, which the process of a run
 * would load for nothing.
 * @throws ConfigError `config.variable.missing`, `config.setting.invalid`
 */
export function parseHandedConfig({ text, ...origin }: ConfigText): Config {
  return checkConfig({ value: tryParseJson(text), lineOf: () => undefined }, origin).config;
}
