import { basename, extname } from 'node:path';
import type { Message } from '../model/message.ts';
import type { Config } from './settings.ts';

/** What is allowed and will be regretted. */
export function adviceFor({ destination }: Pick<Config, 'destination'>): Message[] {
  if (destination.type !== 'duckdb') return [];
  const { path, schema } = destination;
  const stem = basename(path, extname(path));
  if (stem.toLowerCase() !== schema.toLowerCase()) return [];
  return [
    {
      en: `The file ${basename(path)} and the schema ${schema} have the same name: DuckDB then takes ${schema}.approval_instances for ambiguous. Name another file, or write ${schema}.${schema}.approval_instances in queries.`,
      zh: `文件 ${basename(path)} 与 schema ${schema} 同名：DuckDB 会认为 ${schema}.approval_instances 有歧义。请改用其他文件名，或在查询中写成 ${schema}.${schema}.approval_instances。`,
    },
  ];
}
