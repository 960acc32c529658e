import classes from './json-tree.module.css';

interface JsonTreeProps {
  readonly value: unknown;
  /** Before it: the name of the field, or its number. */
  readonly name?: string;
  /** So many levels are open at first. */
  readonly depth?: number;
}

/** JSON as a tree that opens and closes. Texts that hold JSON themselves, as messages do, open like the rest. */
export function JsonTree({ value, name, depth = 3 }: JsonTreeProps) {
  const inner = innerOf(value);
  const entries = entriesOf(inner ?? value);
  if (entries === undefined || entries.length === 0) {
    return (
      <div className={classes.leaf}>
        <Name name={name} />
        <Value value={value} />
      </div>
    );
  }
  const [left, right] = Array.isArray(inner ?? value) ? ['[', ']'] : ['{', '}'];
  return (
    <details className={classes.node} open={depth > 0}>
      <summary>
        <Name name={name} />
        <span className={classes.sign}>{inner === undefined ? left : `"${left}`}</span>
        <span className={classes.count}>{entries.length}</span>
        <span className={classes.sign}>{inner === undefined ? right : `${right}"`}</span>
      </summary>
      <div className={classes.inside}>
        {entries.map(([key, each]) => (
          <JsonTree key={key} name={key} value={each} depth={depth - 1} />
        ))}
      </div>
    </details>
  );
}

function Name({ name }: { readonly name: string | undefined }) {
  return name === undefined ? null : <span className={classes.name}>{`${name}: `}</span>;
}

function Value({ value }: { readonly value: unknown }) {
  const kind = typeof value === 'string' ? classes.text : classes.plain;
  return <span className={kind}>{JSON.stringify(value)}</span>;
}

function entriesOf(value: unknown): readonly (readonly [string, unknown])[] | undefined {
  return typeof value === 'object' && value !== null ? Object.entries(value) : undefined;
}

/** What a text holds where it is JSON of an object or a list. */
function innerOf(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return undefined;
  try {
    const inner: unknown = JSON.parse(value);
    return typeof inner === 'object' && inner !== null ? inner : undefined;
  } catch {
    return undefined;
  }
}
