import { type CreatedSource, createSource as create, type SourceOptions } from '../app/create-source.ts';

/**
 * Makes the source that the settings describe; nothing is called yet.
 *
 * @param options - the `source` of a configuration, and observers
 * @returns the source, whose `close()` is due, and the counts of its calls
 * @throws ConfigError `config.setting.invalid`, `config.runtime.old`
 *
 * @example
 * ```ts
 * import { createSource, readConfig } from 'larkstream';
 *
 * const { source } = await createSource({ settings: readConfig('larkstream.yaml', process.env).source });
 * const { streams } = await source.discover();
 * console.log(streams.some(({ name }) => name === 'contact_users')); // true
 * await source.close();
 * ```
 */
export async function createSource(options: SourceOptions): Promise<CreatedSource> {
  return await create(options);
}
