import { isObject, type JsonValue } from '../../util/json.ts';
import { idsOf, resultTexts, textOf } from './cell-text.ts';
import { type Cell, type Field, linkTypes } from './field.ts';
import type { TableLookup } from './sandbox-table.ts';

/** The same cell as the historic GET …/records shows it: numbers and texts as strings, links with their texts. */
export function listCell(field: Field, cell: Cell, options: { textAsArray: boolean; tableOf: TableLookup }): Cell {
  if (cell === undefined) return undefined;
  if (field.type === 1) return options.textAsArray ? cell : textOf(cell);
  if (field.type === 2) return typeof cell === 'number' ? String(cell) : cell;
  if (field.type === 19 || field.type === 20) return resultTexts(cell).map((text) => ({ text, type: 'text' }));
  if (field.type === 1003 || field.type === 1004) return firstPerson(cell);
  return linkTypes.has(field.type) ? listedLink(field, cell, options.tableOf) : cell;
}

function firstPerson(cell: JsonValue): Cell {
  return Array.isArray(cell) && isObject(cell[0]) ? cell[0] : cell;
}

function listedLink(field: Field, cell: JsonValue, tableOf: TableLookup): Cell {
  if (field.source.kind !== 'link') return cell;
  const target = tableOf(field.source.tableId);
  const recordIds = [...idsOf(cell)];
  const texts = recordIds.map((id) => (target === undefined ? '' : target.primaryText(target.liveRowOf(id))));
  return [
    { record_ids: recordIds, table_id: field.source.tableId, text: texts.join(','), text_arr: texts, type: 'text' },
  ];
}
