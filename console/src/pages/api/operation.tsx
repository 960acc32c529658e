import { useState } from 'react';
import { leastRoles } from '../../../../src/model/service/role.ts';
import { curlOf } from '../../data/api-example.ts';
import { typeOf } from '../../data/api-operations.ts';
import { baseUrl } from '../../data/client.ts';
import { useSession } from '../../data/session.ts';
import type { Settings } from '../../data/setting-fields.ts';
import { CodeBlock } from '../../parts/code.tsx';
import { roleTexts } from '../../parts/roles.ts';
import { Tag } from '../../parts/state-sign.tsx';
import { useTexts } from '../../texts/texts.ts';
import classes from './api.module.css';
import { FieldTable } from './field-table.tsx';
import { SchemaView } from './schema-view.tsx';
import { texts } from './texts.ts';
import type { ShownOperation } from './use-operations.ts';

interface OperationProps {
  readonly document: Settings;
  readonly operation: ShownOperation;
  readonly isOpen: boolean;
  readonly onOpen: (id: string | undefined) => void;
}

/** One route: a line that opens. */
export function Operation({ document, operation, isOpen, onOpen }: OperationProps) {
  const { id, method, path, summary } = operation;
  // Once it has been open it stays in the page, so that closing does not jump.
  const [wasOpen, setWasOpen] = useState(isOpen);
  return (
    <details
      className={classes.operation}
      open={isOpen}
      onToggle={({ currentTarget: { open } }) => {
        if (open) setWasOpen(true);
        if (open !== isOpen) onOpen(open ? id : undefined);
      }}
    >
      <summary>
        <span className={`${classes.method} ${classes[method.toLowerCase()] ?? ''}`}>{method}</span>
        <span className={classes.path}>{path}</span>
        <span className={classes.summary}>{summary}</span>
      </summary>
      {isOpen || wasOpen ? <Inner document={document} operation={operation} /> : null}
    </details>
  );
}

const isAction = (action: string): action is keyof typeof leastRoles => action in leastRoles;

function Needs({ action }: { readonly action: string }) {
  const said = useTexts(texts);
  const roles = useTexts(roleTexts);
  const { actions } = useSession();
  if (!isAction(action)) return <Tag tone="ok">{said.anybody}</Tag>;
  return (
    <>
      <Tag tone="info">{roles[leastRoles[action]]}</Tag>
      {actions.includes(action) ? null : <Tag tone="warn">{said.notYou}</Tag>}
    </>
  );
}

function Inner({ document, operation }: Pick<OperationProps, 'document' | 'operation'>) {
  const said = useTexts(texts);
  const { action, description, parameters, body } = operation;
  const rows = parameters.map((parameter) => ({
    ...parameter,
    key: `${parameter.place} ${parameter.name}`,
    name: (
      <>
        <code>{parameter.name}</code> <span className={classes.small}>{said[parameter.place]}</span>
      </>
    ),
    type: typeOf(parameter.schema),
    usual: parameter.schema.default,
  }));
  return (
    <div className={classes.inner}>
      {description === undefined ? null : <p>{description}</p>}
      <div className={classes.facts}>
        {said.needs} <Needs action={action} />
      </div>
      {rows.length === 0 ? null : (
        <div className={classes.part}>
          <h3>{said.parameters}</h3>
          <FieldTable label={said.parameters} rows={rows} />
        </div>
      )}
      {body === undefined ? null : (
        <div className={classes.part}>
          <h3>{said.body}</h3>
          <SchemaView document={document} schema={body} label={said.body} />
        </div>
      )}
      <Answers document={document} operation={operation} />
      <div className={classes.part}>
        <h3>{said.example}</h3>
        <CodeBlock label={said.example} text={curlOf(document, operation, baseUrl)} />
      </div>
    </div>
  );
}

function Answers({ document, operation: { answers } }: Pick<OperationProps, 'document' | 'operation'>) {
  const said = useTexts(texts);
  return (
    <div className={classes.part}>
      <h3>{said.answers}</h3>
      {answers.map(({ status, media, schema }) => (
        <div key={status} className={classes.part}>
          <div className={classes.facts}>
            <Tag tone="ok">{status}</Tag>
            <code>{schema === undefined ? said.noBody : typeOf(schema)}</code>
            {media === 'text/event-stream' ? <span className={classes.small}>{said.events}</span> : null}
            <span className={classes.small}>{said.orProblem}</span>
          </div>
          {schema === undefined ? null : <SchemaView document={document} schema={schema} label={said.answers} />}
        </div>
      ))}
    </div>
  );
}
