import type { JsonObject, JsonValue } from '../../util/json.ts';
import type { Random } from '../random.ts';
import { inLocale, type WidgetSpec } from './definition-spec.ts';
import { type FormContext, formDate, type WidgetContent } from './form-context.ts';

const dayMs = 86_400_000;
const notes = [
  '项目上线前需要现场支持',
  'Client visit in Singapore',
  '已与同事完成交接\n电话保持畅通',
  '补充说明：发票后补',
  'As agreed on the phone',
] as const;
const fileNames = ['发票,已盖章.pdf', '合同.docx', 'receipt.png', '证明材料.jpg'] as const;

/** The content of a widget with one value of its own; undefined for the types that group-values.ts makes. */
export function singleValue(spec: WidgetSpec, numbers: Random, context: FormContext): WidgetContent | undefined {
  return (
    plainContent(spec, numbers, context) ??
    choiceContent(spec, numbers, context) ??
    referenceContent(spec, numbers, context)
  );
}

function plainContent(spec: WidgetSpec, numbers: Random, context: FormContext): WidgetContent | undefined {
  switch (spec.type) {
    case 'input':
    case 'textarea':
      return { value: numbers.pick(notes) };
    case 'text':
      return { value: inLocale(spec.name, context.locale, context.language) };
    case 'number':
      return { value: numbers.int(90) + 1 };
    case 'amount':
      return {
        value: numbers.int(900_000) / 100,
        ext: { capitalValue: '叁佰元整', currency: 'CNY', currencyRange: ['CNY', 'USD'], maxValue: '', minValue: '0' },
      };
    case 'formula':
      return { value: numbers.int(1_900_000) / 100, ext: { capitalValue: '壹仟元整' } };
    case 'date':
      return { value: formDate(context.createdMs + numbers.int(30) * dayMs), timezoneOffset: -480 };
    case 'dateInterval': {
      const days = numbers.int(10) / 2 + 0.5;
      const start = context.createdMs + dayMs;
      return { value: { start: formDate(start), end: formDate(start + days * dayMs), interval: days } };
    }
    case 'telephone':
      return { value: { country_code: '+86', national_number: `1380013${8000 + numbers.int(999)}` } };
    case 'address':
      return { value: '中国/广东省/深圳市/南山区/科技园南路 1 号' };
    case 'serialNumber':
      return { value: context.serialNumber };
    default:
      return undefined;
  }
}

function choiceContent(spec: WidgetSpec, numbers: Random, context: FormContext): WidgetContent | undefined {
  const [first, ...rest] = (spec.options ?? []).map((option) => {
    const text = inLocale(option, context.locale, context.language);
    return { key: option.key, text };
  });
  if (first === undefined) return undefined;
  // Options from an external source answer their id instead of their text (instance/get).
  const shown = (option: JsonObject): JsonValue => (spec.external ? option.key : option.text) ?? '';
  if (spec.type.startsWith('radio')) {
    const chosen = numbers.pick([first, ...rest]);
    return { value: shown(chosen), option: chosen };
  }
  const chosen = [first, ...rest].filter(() => numbers.chance(0.6));
  const some = chosen.length > 0 ? chosen : [first];
  return { value: some.map(shown), option: some };
}

function referenceContent(spec: WidgetSpec, numbers: Random, context: FormContext): WidgetContent | undefined {
  switch (spec.type) {
    case 'contact': {
      const people = Array.from({ length: numbers.int(2) + 1 }, () => context.personAt(numbers.int(1 << 30)));
      return { value: people.map((person) => person.userId), open_ids: people.map((person) => person.openId) };
    }
    case 'department':
      return { value: [{ open_id: context.personAt(numbers.int(1 << 30)).openDepartmentId }] };
    case 'attachment':
      return { value: [context.links.link(`${numbers.hex(24)}.pdf`)] };
    case 'attachmentV2':
    case 'image':
    case 'imageV2':
      return files(spec.type, numbers, context);
    case 'connect':
      return context.linkedCodes.length === 0
        ? undefined
        : { value: [...context.linkedCodes], ext: { serialIDs: context.linkedCodes.map(() => context.serialNumber) } };
    case 'document': {
      const token = numbers.hex(27);
      return { value: { token, type: 'docx', title: '采购需求说明', url: `https://sandbox.example/docx/${token}` } };
    }
    default:
      return undefined;
  }
}

/** File links with the names in one comma-joined text, although names may hold commas themselves. */
function files(type: string, numbers: Random, context: FormContext): WidgetContent {
  const count = numbers.int(2) + 1;
  const names = Array.from({ length: count }, () => numbers.pick(fileNames));
  const ending = type === 'attachmentV2' ? 'pdf' : 'png';
  const value = names.map(() => context.links.link(`${numbers.hex(24)}.${ending}`));
  // Pictures that were submitted from the client carry no names.
  return { value, ext: type === 'image' ? null : names.join(',') };
}
