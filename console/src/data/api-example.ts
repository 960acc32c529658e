import { type ApiOperation, type ApiParameter, formsOf, resolved } from './api-operations.ts';
import { isSettings, type Settings, settingsAt, textsAt } from './setting-fields.ts';

/** A value that a schema lets through: what must be there, and no more. */
export function exampleOf(document: Settings, schema: Settings): unknown {
  const own = resolved(document, schema);
  const { const: constant, default: usual, examples, type } = own;
  if (constant !== undefined) return constant;
  if (Array.isArray(examples) && examples.length > 0) return examples[0];
  if (usual !== undefined) return usual;
  if (Array.isArray(own.enum)) return own.enum[0];
  const [form] = [...formsOf(own), ...(Array.isArray(own.allOf) ? own.allOf.filter(isSettings) : [])];
  if (form !== undefined) return exampleOf(document, form);
  const first: unknown = Array.isArray(type) ? type[0] : type;
  if (first === 'object' || own.properties !== undefined) return exampleObject(document, own);
  if (first === 'array') return Number(own.minItems ?? 0) > 0 ? [exampleOf(document, settingsAt(own, 'items'))] : [];
  if (first === 'integer' || first === 'number') return Number(own.minimum ?? 1);
  if (first === 'boolean') return true;
  return first === 'null' ? null : exampleText(own);
}

function exampleObject(document: Settings, own: Settings): Settings {
  const properties = settingsAt(own, 'properties');
  const required = textsAt(own, 'required').map((name) => [name, exampleOf(document, settingsAt(properties, name))]);
  return Object.fromEntries(required);
}

const texts: Readonly<Record<string, string>> = {
  'date-time': '2026-01-31T08:00:00.000Z',
  uri: 'https://example.com',
  email: 'somebody@example.com',
};

function exampleText({ format, minLength }: Settings): string {
  return texts[String(format)] ?? '…'.repeat(Math.max(1, Number(minLength ?? 1)));
}

const exampleVersion = 'W/"1"';

function exampleParameter(document: Settings, { name, schema }: ApiParameter): string {
  if (name === 'If-Match') return exampleVersion;
  return String(exampleOf(document, schema));
}

/** In single quotes a shell leaves everything as it is. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** A route asked by curl. The token stands in a variable: nobody pastes one into a command that is kept. */
export function curlOf(document: Settings, operation: ApiOperation, baseUrl: string): string {
  const { method, path, parameters, body, action, answers } = operation;
  const needed = parameters.filter(({ isRequired, place }) => isRequired || place === 'path');
  const at = (place: ApiParameter['place']) => needed.filter((each) => each.place === place);
  const filled = at('path').reduce(
    (text, each) => text.replace(`{${each.name}}`, encodeURIComponent(exampleParameter(document, each))),
    path,
  );
  const query = new URLSearchParams(
    at('query').map((each): [string, string] => [each.name, exampleParameter(document, each)]),
  ).toString();
  const headers = at('header').map((each) =>
    each.name === 'Idempotency-Key'
      ? `-H "Idempotency-Key: $(date +%s)-$RANDOM"`
      : `-H ${quoted(`${each.name}: ${exampleParameter(document, each)}`)}`,
  );
  const isStream = answers.some(({ media }) => media === 'text/event-stream');
  return [
    `curl${isStream ? ' --no-buffer' : ''}${method === 'GET' ? '' : ` -X ${method}`} ${quoted(baseUrl + filled + (query === '' ? '' : `?${query}`))}`,
    ...(action === 'public' ? [] : ['-H "Authorization: Bearer $LARKSTREAM_TOKEN"']),
    ...headers,
    ...(body === undefined
      ? []
      : [
          "-H 'Content-Type: application/json'",
          `-d ${quoted(JSON.stringify(exampleOf(document, body), undefined, 2))}`,
        ]),
  ].join(' \\\n  ');
}
