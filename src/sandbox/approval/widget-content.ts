import type { JsonObject, JsonValue } from '../../util/json.ts';
import { type Random, randomFor } from '../random.ts';
import { inLocale, type WidgetSpec } from './definition-spec.ts';
import { type FormContext, formDate, type WidgetContent } from './form-context.ts';
import { singleValue } from './widget-values.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const leaveKinds = ['年假', '病假', '事假', 'Parental leave'] as const;
const cities = ['深圳', '上海', 'Singapore', '東京'] as const;

/** The content of one widget of a generated form. */
export function widgetContent(spec: WidgetSpec, seed: number, context: FormContext): WidgetContent | undefined {
  const numbers = randomFor(seed, spec.id);
  if (!spec.required && numbers.chance(0.3)) return undefined;
  return singleValue(spec, numbers, context) ?? groupValue(spec, numbers, context);
}

/** Widgets made of several values: detail tables, leave, trips and the other groups. */
function groupValue(spec: WidgetSpec, numbers: Random, context: FormContext): WidgetContent | undefined {
  const start = context.createdMs + (numbers.int(20) + 1) * dayMs;
  const days = numbers.int(8) / 2 + 0.5;
  const period = { start: formDate(start), end: formDate(start + days * dayMs), interval: days };
  switch (spec.type) {
    case 'fieldList':
      return detailTable(spec, numbers, context);
    case 'leaveGroup':
      return { value: { name: numbers.pick(leaveKinds), ...period } };
    case 'leaveGroupV2':
      return {
        value: {
          name: numbers.pick(leaveKinds),
          ...period,
          reason: '家中有事',
          unit: numbers.chance(0.5) ? 'DAY' : 'HOUR',
        },
      };
    case 'workGroup':
      return { value: { name: '加班', ...period, reason: '版本发布' } };
    case 'remedyGroup':
      return { value: { time: formDate(start), reason: '忘记打卡' } };
    case 'shiftGroup':
      return { value: { shiftTime: formDate(start), returnTime: formDate(start + dayMs), reason: '与同事换班' } };
    case 'tripGroup':
      return { value: trip(numbers, context, start) };
    case 'mutableGroup':
      return {
        value: context.nestedMutableGroup
          ? [{ 行程: [{ text: '第一天', type: 'text' }] }]
          : { base_token: numbers.hex(27) },
      };
    default:
      return undocumented(spec.type, numbers, period);
  }
}

/** Groups whose value shape no page states; any JSON will do, as a reader must keep it raw. */
function undocumented(type: string, numbers: Random, period: JsonObject): WidgetContent | undefined {
  const shapes: Readonly<Record<string, JsonValue>> = {
    location: { latitude: '22.5431', longitude: '114.0579', name: '市民中心' },
    account: { accountName: '张三', accountNumber: `6222${numbers.int(1_000_000)}`, bankName: '招商银行' },
    outGroup: [
      { id: 'widgetOutGroupType', name: '外出类型', type: 'radioV2', value: '客户拜访' },
      { id: 'widgetOutGroupStart', type: 'date', value: period.start ?? '' },
    ],
    remedyGroupV2: [{ id: 'widgetRemedyGroupTime', type: 'date', value: period.start ?? '' }],
    shiftGroupV2: [{ id: 'widgetShiftGroupTime', type: 'date', value: period.start ?? '' }],
  };
  const value =
    shapes[type] ??
    (type.startsWith('apaascorehr') ? { probation_end: period.start ?? '', result: 'passed' } : undefined);
  return value === undefined ? undefined : { value };
}

function trip(numbers: Random, context: FormContext, start: number): JsonObject {
  const legs = Array.from({ length: numbers.int(2) + 1 }, (_, at) => ({
    start: formDate(start + at * dayMs),
    end: formDate(start + at * dayMs + 8 * hourMs),
    interval: 1,
    departure: numbers.pick(cities),
    destination: numbers.pick(cities),
    transport: '飞机',
    oneRound: '单程',
    remark: '',
  }));
  return {
    schedule: legs,
    interval: legs.length,
    reason: 'Customer visit',
    peer: [context.personAt(numbers.int(1 << 30)).userId],
  };
}

/** Rows of widgets; `ext` sums the columns that can be summed (real instances). */
function detailTable(spec: WidgetSpec, numbers: Random, context: FormContext): WidgetContent {
  const columns = spec.children ?? [];
  const rows = Array.from({ length: numbers.int(3) + 1 }, () => {
    const seed = numbers.int(1 << 30);
    return columns.flatMap((column): JsonObject[] => {
      const content = widgetContent(column, seed, context);
      return content === undefined ? [] : [shownWidget(column, content, context)];
    });
  });
  const summed = columns.filter((column) => column.type === 'amount');
  const ext = summed.map((column) => {
    const cells = rows.flat().filter((cell) => cell.id === column.id);
    const sum = cells.reduce((total, cell) => total + (typeof cell.value === 'number' ? cell.value : 0), 0);
    const value = sum.toFixed(2);
    return {
      id: column.id,
      type: column.type,
      value,
      capitalValue: '',
      sumItems: JSON.stringify([{ currency: 'CNY', value }]),
    };
  });
  return { value: rows, ext, option: { input_type: 'FORM', mobile_detail_type: 'CARD', print_type: 'FORM' } };
}

/** A widget as the instance's form shows it; `ext` is null when there is nothing to say. */
export function shownWidget(spec: WidgetSpec, content: WidgetContent, context: FormContext): JsonObject {
  return {
    id: spec.id,
    ...(spec.customId === undefined ? {} : { custom_id: spec.customId }),
    name: inLocale(spec.name, context.locale, context.language),
    type: spec.type,
    ext: null,
    ...content,
  };
}
