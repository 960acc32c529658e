import { isObject, readArray, readText } from '../../util/json.ts';
import type { Cell, Field } from './field.ts';
import { optionIdOf } from './names-and-tokens.ts';
import type { SandboxTable } from './sandbox-table.ts';

/** What a person does to the options of a select column: adds one, or gives one another name, which all cells then show. */
export type OptionChange = { readonly add: string } | { readonly rename: string; readonly to: string };

/** The column with other options; cells of the table that hold a renamed one are changed with it. */
export function changedOptions(table: SandboxTable, field: Field, change: OptionChange): Field {
  const options = readArray(field.property ?? {}, 'options').filter(isObject);
  if ('add' in change) {
    const id = optionIdOf(table.id, `${field.id}/${options.length}`);
    return { ...field, property: { ...field.property, options: [...options, { id, name: change.add, color: 0 }] } };
  }
  const { rename: from, to } = change;
  const renamed = options.map((option) => (readText(option, 'name') === from ? { ...option, name: to } : option));
  const { source } = field;
  table.mapWritten(field.id, (cell) => renameIn(cell, from, to));
  return {
    ...field,
    property: { ...field.property, options: renamed },
    source:
      source.kind === 'pool'
        ? { ...source, cells: (view) => source.cells(view).map((cell) => renameIn(cell, from, to)) }
        : source,
  };
}

function renameIn(cell: Cell, from: string, to: string): Cell {
  if (Array.isArray(cell)) return cell.map((name) => (name === from ? to : name));
  return cell === from ? to : cell;
}
