import type { ReactNode } from 'react';
import table from '../../parts/plain-table.module.css';
import { useTexts } from '../../texts/texts.ts';
import classes from './api.module.css';
import { texts } from './texts.ts';

/** A row of it: a parameter, or a field of a body. */
export interface FieldRow {
  readonly key: string;
  readonly name: ReactNode;
  readonly type: string;
  readonly isRequired: boolean;
  readonly description: string | undefined;
  readonly usual: unknown;
}

/** What may be given, each with its type and what it is. */
export function FieldTable({ label, rows }: { readonly label: string; readonly rows: readonly FieldRow[] }) {
  const said = useTexts(texts);
  return (
    <table className={`${table.table} ${classes.fields}`} aria-label={label}>
      <thead>
        <tr>
          <th scope="col">{said.name}</th>
          <th scope="col">{said.type}</th>
          <th scope="col">{said.what}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, name, type, isRequired, description, usual }) => (
          <tr key={key}>
            <td>
              {name} {isRequired ? <span className={classes.small}>{said.required}</span> : null}
            </td>
            <td>{type}</td>
            <td>
              {description}{' '}
              {usual === undefined ? null : (
                <span className={classes.small}>{said.usually(JSON.stringify(usual))}</span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
