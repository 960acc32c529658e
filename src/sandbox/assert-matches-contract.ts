import { isObject } from '../util/json.ts';
import { type ContractField, contractEndpoints } from './contract.ts';

const fieldsPage = 'GET /open-apis/bitable/v1/apps/:app_token/tables/:table_id/fields';

/**
 * Where real answers go beyond their page, `METHOD path key.key` → how that is known. There a key may be undocumented, null, or
 * a value outside the documented ones.
 */
const knownDeviations: ReadonlyMap<string, string> = new Map([
  [
    'GET /open-apis/contact/v3/users/:user_id data.user.custom_attrs.value.option_id',
    'left out on this page only; the pages of users/batch and find_by_department document it',
  ],
  [`${fieldsPage} data.items.property`, 'null for columns without settings, as in the page’s own sample'],
  [`${fieldsPage} data.items.type`, 'the field guide adds 19 (lookup), 24 (stage) and 3001 (button)'],
  [`${fieldsPage} data.items.ui_type`, 'the field guide adds Email, Lookup, Stage and Button'],
]);

/** An answer that the contract does not describe; lists every deviation. */
export class ContractMismatch extends Error {
  readonly faults: readonly string[];

  constructor(endpoint: string, faults: readonly string[]) {
    super(`${endpoint} deviates from its page:\n${faults.join('\n')}`);
    this.name = 'ContractMismatch';
    this.faults = faults;
  }
}

/**
 * Checks a successful answer (the whole body) against the endpoint's documented response: every key known, types and enums
 * right. Absent keys are fine, for the platform leaves out what is empty or not permitted. Throws `ContractMismatch`.
 */
export function assertMatchesContract(method: string, path: string, body: unknown): void {
  const name = `${method} ${path}`;
  const endpoint = contractEndpoints().get(name);
  if (endpoint === undefined) throw new ContractMismatch(name, ['the contract has no such endpoint']);
  const faults = objectFaults({ endpoint: name, at: '' }, endpoint.response, body);
  if (isObject(body) && body.code !== 0) faults.unshift(`code is ${String(body.code)}, not 0`);
  if (faults.length > 0) throw new ContractMismatch(name, [...new Set(faults)]);
}

interface Place {
  readonly endpoint: string;
  /** Keys from the root of the body, without array positions. */
  readonly at: string;
}

function objectFaults(place: Place, fields: readonly ContractField[], value: unknown): string[] {
  if (!isObject(value)) return [`${place.at || 'the body'} is no object`];
  return Object.entries(value).flatMap(([key, inner]) => {
    const at = place.at === '' ? key : `${place.at}.${key}`;
    const field = fields.find(({ name }) => name === key);
    if (field !== undefined) return valueFaults({ ...place, at }, field, field.type, inner);
    return isKnownDeviation({ ...place, at }) ? [] : [`${at} is not documented`];
  });
}

function valueFaults(place: Place, field: ContractField, type: string, value: unknown): string[] {
  // "None" is sent as null, as [] or not at all.
  if (value === null && (type.endsWith('[]') || isKnownDeviation(place))) return [];
  if (type.endsWith('[]')) {
    if (!Array.isArray(value)) return [`${place.at} is no array`];
    return value.flatMap((item) => valueFaults(place, field, type.slice(0, -2), item));
  }
  if (field.fields.length > 0) return objectFaults(place, field.fields, value);
  return isScalarOf(type, value)
    ? enumFaults(place, field, value)
    : [`${place.at} is no ${type}: ${JSON.stringify(value)}`];
}

function isScalarOf(type: string, value: unknown): boolean {
  if (type === 'string') return typeof value === 'string';
  if (type === 'int') return Number.isInteger(value);
  if (type === 'boolean') return typeof value === 'boolean';
  if (type.startsWith('number')) return typeof value === 'number';
  return true;
}

function enumFaults(place: Place, { values }: ContractField, value: unknown): string[] {
  const isKnown = values.length === 0 || value === '' || values.includes(String(value)) || isKnownDeviation(place);
  return isKnown ? [] : [`${place.at} is ${JSON.stringify(value)}, not one of ${values.join(', ')}`];
}

function isKnownDeviation({ endpoint, at }: Place): boolean {
  return knownDeviations.has(`${endpoint} ${at}`);
}
