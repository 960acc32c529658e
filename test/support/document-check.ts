import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { isObject, type JsonObject, readObject } from '../../src/util/json.ts';

interface Exchange {
  readonly method: string;
  /** With or without a query. */
  readonly path: string;
  readonly status: number;
  readonly type: string;
  readonly body: unknown;
}

/** Compares answers with an OpenAPI document. Fields that the document does not name are faults, too. */
export class DocumentCheck {
  readonly #document: JsonObject;
  readonly #ajv: Ajv2020;

  constructor(document: object) {
    const closed = closeObjects(JSON.parse(JSON.stringify(document)));
    this.#document = isObject(closed) ? closed : {};
    this.#ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: true });
    addFormats.default(this.#ajv);
    this.#ajv.addSchema(this.#document, 'document');
  }

  /** What differs, in words; empty when nothing does. */
  faultsOf({ method, path, status, type, body }: Exchange): string[] {
    const template = this.#templateOf(path.split('?', 1)[0] ?? '', method);
    const media = type.split(';', 1)[0] ?? '';
    const [pointer, schema] = template === undefined ? this.#problem() : this.#answer(template, method, status, media);
    if (schema === 'none')
      return status === 204 ? [] : [`${method} ${path}: ${status} ${media} is not in the document`];
    const validate = this.#ajv.getSchema(`document#${pointer}`) ?? this.#ajv.compile({ $ref: `document#${pointer}` });
    if (validate(body)) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) =>
        `${method} ${path} ${status}: ${instancePath} ${message} ${JSON.stringify(params)}`,
    );
  }

  /** @throws when a schema of the operation is none */
  compileAll(method: string, template: string): void {
    const operation = readObject(readObject(readObject(this.#document, 'paths'), template), method);
    const pointer = `/paths/${escapeStep(template)}/${method}`;
    for (const place of schemaPlaces(operation)) this.#ajv.compile({ $ref: `document#${pointer}${place}` });
  }

  #templateOf(path: string, method: string): string | undefined {
    const paths = readObject(this.#document, 'paths');
    const fits = Object.keys(paths).filter(
      (template) => isAt(path, template) && method.toLowerCase() in readObject(paths, template),
    );
    // `/me/tokens` rather than `/{a}/{b}`.
    return fits.sort((one, other) => one.split('{').length - other.split('{').length)[0];
  }

  #problem(): [string, 'found'] {
    return ['/components/schemas/Problem', 'found'];
  }

  #answer(template: string, method: string, status: number, media: string): [string, 'found' | 'none'] {
    const operation = readObject(readObject(readObject(this.#document, 'paths'), template), method.toLowerCase());
    const responses = readObject(operation, 'responses');
    const key = String(status) in responses ? String(status) : 'default';
    const content = readObject(readObject(responses, key), 'content');
    const steps = ['paths', template, method.toLowerCase(), 'responses', key, 'content', media, 'schema'];
    return [`/${steps.map(escapeStep).join('/')}`, media in content ? 'found' : 'none'];
  }
}

const escapeStep = (step: string): string => encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1'));

function isAt(path: string, template: string): boolean {
  const steps = path.split('/');
  const wanted = template.split('/');
  return steps.length === wanted.length && wanted.every((step, at) => step.startsWith('{') || step === steps[at]);
}

/** Where schemas stand in an operation, as JSON pointers. */
function schemaPlaces(value: unknown, pointer = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((item, at) => schemaPlaces(item, `${pointer}/${at}`));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const inner = `${pointer}/${escapeStep(key)}`;
    return key === 'schema' ? [inner] : schemaPlaces(item, inner);
  });
}

/** Objects hold what the document names and nothing else. */
function closeObjects(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closeObjects);
  if (!isObject(value)) return value;
  const inner = Object.fromEntries(Object.entries(value).map(([key, item]) => [key, closeObjects(item)]));
  const isOpen = inner.type === 'object' && isObject(inner.properties) && inner.additionalProperties === undefined;
  return isOpen ? { ...inner, additionalProperties: false } : inner;
}
