import { basename, extname } from 'node:path';
import type { Message } from '../model/message.ts';
import { isObject, readText } from '../util/json.ts';
import type { Config } from './settings.ts';

/** The parts of a configuration that advice is about; `source` is absent where only the destination is known. */
export type Advised = Pick<Config, 'destination'> & Partial<Pick<Config, 'source'>>;

/** Whether a file of DuckDB is named like the schema in it. */
export function isNamedLikeSchema(path: string, schema: string): boolean {
  return basename(path, extname(path)).toLowerCase() === schema.toLowerCase();
}

/** What is allowed and will be regretted; `now` is in milliseconds. */
export function adviceFor({ destination, source }: Advised, now: number): Message[] {
  return [...adviceOnName(destination), ...(source === undefined ? [] : adviceOnDays(source, now))];
}

function adviceOnName(destination: Config['destination']): Message[] {
  if (destination.type !== 'duckdb') return [];
  const { path, schema } = destination;
  if (!isNamedLikeSchema(path, schema)) return [];
  return [
    {
      en: `The file ${basename(path)} and the schema ${schema} have the same name: DuckDB then finds ${schema}.approval_instances ambiguous. Choose another file name, or write ${schema}.${schema}.approval_instances in queries.`,
      zh: `文件 ${basename(path)} 与 schema ${schema} 同名：DuckDB 会认为 ${schema}.approval_instances 有歧义。请改用其他文件名，或在查询中写成 ${schema}.${schema}.approval_instances。`,
    },
  ];
}

function adviceOnDays({ modules }: Config['source'], now: number): Message[] {
  return Object.entries(modules).flatMap(([module, settings]) => {
    const day = isObject(settings) ? readText(settings, 'start_date') : null;
    if (day === null || Date.parse(`${day}T00:00:00Z`) <= now) return [];
    return [
      {
        en: `source.modules.${module}.start_date ${day} is in the future: nothing is read until then.`,
        zh: `source.modules.${module}.start_date ${day} 尚未到来：在此之前不会读取任何内容。`,
      },
    ];
  });
}

/** Advice for a file with secrets that other users of the machine can read. */
export function openFileAdvice(file: string): Message {
  return {
    en: `Other users of this machine can read ${file}; \`chmod 600 ${file}\` prevents this.`,
    zh: `本机其他用户可以读取 ${file}；\`chmod 600 ${file}\` 可仅限自己。`,
  };
}
