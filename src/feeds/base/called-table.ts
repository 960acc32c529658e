import type { Message } from '../../model/message.ts';

/** A table as a person knows it, by its name, and as the configuration does, by its id. */
export function calledTable({ tableId, tableName }: { tableId: string; tableName: string | null }): Message {
  if (tableName === null) return { en: tableId, zh: ` ${tableId} ` };
  return { en: `"${tableName}" (${tableId})`, zh: `“${tableName}”（${tableId}）` };
}
