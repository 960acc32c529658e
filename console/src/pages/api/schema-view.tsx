import { fieldsIn, formsOf, resolved, typeOf } from '../../data/api-operations.ts';
import type { Settings } from '../../data/setting-fields.ts';
import { useLanguage, useTexts } from '../../texts/texts.ts';
import classes from './api.module.css';
import { FieldTable } from './field-table.tsx';
import { texts } from './texts.ts';

interface SchemaViewProps {
  readonly document: Settings;
  readonly schema: Settings;
  readonly label: string;
}

/** The fields of a schema; one that has several forms shows each. */
export function SchemaView({ document, schema, label }: SchemaViewProps) {
  const said = useTexts(texts);
  const own = resolved(document, schema);
  const forms = own.properties === undefined ? formsOf(own) : [];
  if (forms.length > 1) {
    return forms.map((form, at) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: forms have no name, and stay where they are.
      <div key={at} className={classes.part}>
        <span className={classes.small}>{said.oneForm(at + 1)}</span>
        <Fields document={document} schema={form} label={`${label}: ${said.oneForm(at + 1)}`} />
      </div>
    ));
  }
  return <Fields document={document} schema={schema} label={label} />;
}

function Fields({ document, schema, label }: SchemaViewProps) {
  const language = useLanguage();
  const rows = fieldsIn(document, schema, language).map((field) => ({
    ...field,
    key: field.path,
    name: <code>{field.path}</code>,
  }));
  return rows.length === 0 ? <code>{typeOf(schema)}</code> : <FieldTable label={label} rows={rows} />;
}
