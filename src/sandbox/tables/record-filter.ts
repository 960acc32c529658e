import { isObject, type JsonObject, readArray, readText } from '../../util/json.ts';
import type { UserIdType } from '../people/person.ts';
import { idsOf, isEmptyCell, numberOf, optionsOf, textOf } from './cell-text.ts';
import { type DayRange, dayRange } from './day-range.ts';
import { type Cell, dateTypes, type Field, linkTypes, personTypes, unfilterableTypes } from './field.ts';
import type { SandboxTable } from './sandbox-table.ts';
import type { TableFailures } from './table-failures.ts';

/** What the conditions of a filter mean: `timeZone` cuts dates to days, and `nowMs` says which day is today. */
interface FilterContext {
  readonly table: SandboxTable;
  readonly userIdType: UserIdType;
  readonly timeZone: string;
  readonly nowMs: number;
  /** What `isGreater` means on a date: later than that day's 00:00, or later than the whole day. Not documented. */
  readonly greaterIncludesDay: boolean;
  readonly failures: TableFailures;
}

/** Whether the row of this number fits the filter. */
export type RowTest = (row: number) => boolean;
type CellTest = (cell: Cell) => boolean;

const maxConditions = 50;
const maxValues = 10;
const comparisons = [
  'is',
  'isNot',
  'contains',
  'doesNotContain',
  'isEmpty',
  'isNotEmpty',
  'isGreater',
  'isGreaterEqual',
  'isLess',
  'isLessEqual',
];
const dateOperators = ['is', 'isEmpty', 'isNotEmpty', 'isGreater', 'isLess'];

/** Reads the filter object of records/search (record-filter-guide) into a test of rows; refuses what the platform refuses. */
export function rowTest(filter: unknown, context: FilterContext): RowTest {
  if (!isObject(filter)) throw context.failures.invalidFilter('filter is no object');
  const tests = conditionTests(filter, context);
  const children = readArray(filter, 'children').map((child) => {
    if (!isObject(child) || readArray(child, 'children').length > 0)
      throw context.failures.invalidFilter('children nest one level');
    return joined(child, conditionTests(child, context));
  });
  return joined(filter, [...tests, ...children]);
}

function joined(filter: JsonObject, tests: readonly RowTest[]): RowTest {
  if (tests.length === 0) return () => true;
  return filter.conjunction === 'or'
    ? (row) => tests.some((test) => test(row))
    : (row) => tests.every((test) => test(row));
}

function conditionTests(filter: JsonObject, context: FilterContext): RowTest[] {
  const { conjunction } = filter;
  if (conjunction !== undefined && conjunction !== 'and' && conjunction !== 'or') {
    throw context.failures.invalidFilter('conjunction is and/or');
  }
  const conditions = readArray(filter, 'conditions');
  if (conditions.length > maxConditions) throw context.failures.invalidFilter('more than 50 conditions');
  return conditions.map((condition) => conditionTest(condition, context));
}

function conditionTest(condition: unknown, context: FilterContext): RowTest {
  const { failures, table } = context;
  if (!isObject(condition)) throw failures.invalidFilter('a condition is no object');
  const name = readText(condition, 'field_name') ?? '';
  const field = table.fields.find((candidate) => candidate.name === name.trim());
  if (field === undefined) throw failures.fieldNameNotFound(name);
  if (unfilterableTypes.has(field.type)) throw failures.invalidFilter(`${field.uiType} columns cannot be filtered`);
  const operator = readText(condition, 'operator') ?? '';
  if (!comparisons.includes(operator)) throw failures.invalidFilter(`operator ${operator} is not supported`);
  // The key must be there even for isEmpty (record-filter-guide).
  if (!Array.isArray(condition.value)) throw failures.invalidFilter('value is missing');
  const values = condition.value.map((value) => String(value));
  if (values.length > maxValues) throw failures.invalidFilter('more than 10 values');
  const view = { userIdType: context.userIdType, revision: table.revision };
  const test = cellTest(field, operator, values, context);
  return (row) => test(table.cell(field, row, view));
}

function cellTest(field: Field, operator: string, values: readonly string[], context: FilterContext): CellTest {
  if (dateTypes.has(field.type)) return dateTest(operator, values, context);
  if (field.type === 7) {
    if (operator !== 'is') throw context.failures.invalidFilter('a checkbox only takes "is"');
    return (cell) => (cell === true) === (values[0] === 'true');
  }
  if (operator === 'isEmpty') return isEmptyCell;
  if (operator === 'isNotEmpty') return (cell) => !isEmptyCell(cell);
  if (field.type === 17) throw context.failures.invalidFilter('attachments only take isEmpty and isNotEmpty');
  if (values.length === 0) throw context.failures.invalidFilter('value is empty');
  if (field.type === 2) return numberTest(operator, Number(values[0]), context.failures);
  const ordering = operator.startsWith('isGreater') || operator.startsWith('isLess');
  if (ordering) throw context.failures.invalidFilter(`${operator} needs a number or a date`);
  if (personTypes.has(field.type) || linkTypes.has(field.type) || field.type === 23)
    return setTest(operator, values, idsOf);
  if (field.type === 3 || field.type === 4) return setTest(operator, values, optionsOf);
  return textTest(
    operator,
    field.type === 1005 ? values.map((value) => value.replace(/^\D+/, '')) : values,
    field.type,
  );
}

function numberTest(operator: string, operand: number, failures: TableFailures): CellTest {
  const compare: Readonly<Record<string, (value: number) => boolean>> = {
    is: (value) => value === operand,
    isNot: (value) => value !== operand,
    isGreater: (value) => value > operand,
    isGreaterEqual: (value) => value >= operand,
    isLess: (value) => value < operand,
    isLessEqual: (value) => value <= operand,
  };
  const test = compare[operator];
  if (test === undefined || Number.isNaN(operand)) throw failures.invalidFilter(`${operator} on a number`);
  return (cell) => test(numberOf(cell));
}

function setTest(operator: string, values: readonly string[], read: (cell: Cell) => readonly string[]): CellTest {
  const same = (cell: Cell): boolean => {
    const held = read(cell);
    return held.length === values.length && values.every((value) => held.includes(value));
  };
  const some = (cell: Cell): boolean => read(cell).some((held) => values.includes(held));
  if (operator === 'is') return same;
  if (operator === 'isNot') return (cell) => !same(cell);
  return operator === 'contains' ? some : (cell) => !some(cell);
}

function textTest(operator: string, values: readonly string[], type: number): CellTest {
  // Auto numbers are compared without the fixed text part (record-filter-guide).
  const read = (cell: Cell): string => (type === 1005 ? textOf(cell).replace(/^\D+/, '') : textOf(cell));
  const wanted = values[0] ?? '';
  if (operator === 'is') return (cell) => read(cell) === wanted;
  if (operator === 'isNot') return (cell) => read(cell) !== wanted;
  const holds = (cell: Cell): boolean => values.some((value) => read(cell).includes(value));
  return operator === 'contains' ? holds : (cell) => !holds(cell);
}

function dateTest(operator: string, values: readonly string[], context: FilterContext): CellTest {
  if (!dateOperators.includes(operator)) throw context.failures.invalidFilter(`${operator} is not allowed on dates`);
  if (operator === 'isEmpty') return (cell) => cell === undefined;
  if (operator === 'isNotEmpty') return (cell) => cell !== undefined;
  const range = dayRange(values, context);
  if (range === undefined || (operator !== 'is' && range.onlyIs))
    throw context.failures.invalidFilter(`date value ${values.join(' ')}`);
  return dayTest(operator, range, context.greaterIncludesDay);
}

function dayTest(operator: string, range: DayRange, greaterIncludesDay: boolean): CellTest {
  if (operator === 'is') return (cell) => numberOf(cell) >= range.fromMs && numberOf(cell) < range.toMs;
  if (operator === 'isLess') return (cell) => numberOf(cell) < range.fromMs;
  // An ExactDate is cut to 00:00 of its day, so "later than it" still holds the rest of that day.
  return greaterIncludesDay ? (cell) => numberOf(cell) > range.fromMs : (cell) => numberOf(cell) >= range.toMs;
}
