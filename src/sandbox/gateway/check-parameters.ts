import type { ContractEndpoint, ContractField } from '../contract.ts';
import { readFlag } from '../query-flag.ts';
import { ApiFailure } from '../route.ts';
import { type FieldViolation, fieldViolations, wrongJsonType } from './refusals.ts';

/** Simulators that check `page_size` themselves, with their own codes. */
const ownPageSize = /^\/open-apis\/(approval|bitable)\//;

/** Checks what the contract documents of a request; throws the refusal that the platform sends for the first fault found. */
export function checkParameters(
  endpoint: ContractEndpoint,
  query: URLSearchParams,
  body: Readonly<Record<string, unknown>>,
): void {
  const violations: FieldViolation[] = [];
  for (const field of endpoint.query) {
    if (field.name === 'page_size') checkPageSize(endpoint, field, query);
    else violations.push(...queryViolations(field, query.get(field.name)));
  }
  for (const field of endpoint.body) violations.push(...bodyViolations(field, body[field.name]));
  if (violations.length > 0) throw ownCode(endpoint, violations) ?? fieldViolations(violations);
}

/** Attendance has its own code for a wrong kind of employee id (attendance-v1, error codes). */
function ownCode(endpoint: ContractEndpoint, violations: readonly FieldViolation[]): ApiFailure | undefined {
  const isEmployeeType = violations.some(({ field, value }) => field === 'employee_type' && value !== undefined);
  if (!isEmployeeType || !endpoint.path.startsWith('/open-apis/attendance/')) return undefined;
  return new ApiFailure(1220001, 'param is invalid: employee_type');
}

function checkPageSize(endpoint: ContractEndpoint, field: ContractField, query: URLSearchParams): void {
  const text = query.get('page_size');
  if (text === null || text === '' || ownPageSize.test(endpoint.path)) return;
  const size = Number(text);
  if (Number.isInteger(size) && size >= (field.min ?? 1) && size <= (field.max ?? Number.POSITIVE_INFINITY)) return;
  if (endpoint.errors.has(40011))
    throw new ApiFailure(40011, 'page size is invalid', endpoint.errors.get(40011) ?? 400);
  if (endpoint.errors.has(1220001)) throw new ApiFailure(1220001, 'param is invalid: page_size');
  throw fieldViolations([{ field: 'page_size', value: text, description: `the max value is ${field.max ?? 100}` }]);
}

function queryViolations(field: ContractField, text: string | null): readonly FieldViolation[] {
  const { name, type } = field;
  if (text === null || text === '') return field.required ? [{ field: name, description: `${name} is required` }] : [];
  if (type === 'int' && !/^-?\d+$/.test(text)) return [{ field: name, value: text, description: 'must be an integer' }];
  if (type === 'boolean' && readFlag(text) === undefined) {
    return [{ field: name, value: text, description: 'must be true or false' }];
  }
  if (field.values.length > 0 && !field.values.includes(text)) {
    return [{ field: name, value: text, description: `${name} is optional, options: [${field.values.join(',')}]` }];
  }
  return lengthViolations(field, text.length, text);
}

function bodyViolations(field: ContractField, value: unknown): readonly FieldViolation[] {
  const { name, type } = field;
  if (value === undefined || value === null) {
    return field.required ? [{ field: name, description: `${name} is required` }] : [];
  }
  if (!fitsType(type, value)) throw wrongJsonType(name, value);
  if (typeof value === 'string' && value !== '' && field.values.length > 0 && !field.values.includes(value)) {
    return [{ field: name, value, description: `${name} is optional, options: [${field.values.join(',')}]` }];
  }
  if (typeof value === 'string') return lengthViolations(field, value.length, value);
  return Array.isArray(value) ? lengthViolations(field, value.length) : [];
}

function lengthViolations(field: ContractField, length: number, value?: string): readonly FieldViolation[] {
  if (field.length === null) return [];
  const [min, max] = field.length;
  if (length >= min && length <= max) return [];
  const description = length < min ? `the min len is ${min}` : `the max len is ${max}`;
  return [{ field: field.name, description, ...(value === undefined ? {} : { value }) }];
}

function fitsType(type: string, value: unknown): boolean {
  if (type === 'string') return typeof value === 'string';
  if (type === 'int') return Number.isInteger(value);
  if (type === 'boolean') return typeof value === 'boolean';
  if (type === 'string[]') return Array.isArray(value) && value.every((item) => typeof item === 'string');
  if (type.endsWith('[]')) return Array.isArray(value);
  return typeof value === 'object';
}
