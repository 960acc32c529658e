import { NumberInput, Radio, Select, Stack, TextInput } from '@mantine/core';
import type { Schedule } from '../data/pipeline.ts';
import { usePreferences } from '../data/preferences.ts';
import { defineTexts, useTexts } from '../texts/texts.ts';

const texts = defineTexts({
  when: { en: 'When it runs', zh: '运行时间' },
  manual: { en: 'Only when asked to', zh: '仅手动运行' },
  every: { en: 'At fixed distances', zh: '固定间隔' },
  cron: { en: 'At times of the day', zh: '指定时间' },
  live: { en: 'Live: follows events', zh: '实时：跟随事件' },
  minutes: { en: 'Minutes between runs', zh: '间隔分钟数' },
  line: { en: 'Cron line', zh: 'Cron 表达式' },
  lineHint: {
    en: 'Minute, hour, day of the month, month, day of the week: 30 2 * * * is 02:30 every day.',
    zh: '分、时、日、月、星期：30 2 * * * 表示每天 02:30。',
  },
  zone: { en: 'Time zone', zh: '时区' },
});

const kinds = ['manual', 'every', 'cron', 'live'] as const;
const mostMinutes = 44_640;

interface ScheduleFieldProps {
  readonly value: Schedule;
  readonly onChange: (value: Schedule) => void;
}

/** When a pipeline runs by itself. */
export function ScheduleField({ value, onChange }: ScheduleFieldProps) {
  const said = useTexts(texts);
  const { timeZone } = usePreferences();
  const zone = timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  const usual: Readonly<Record<Schedule['kind'], Schedule>> = {
    manual: { kind: 'manual' },
    every: { kind: 'every', minutes: 60 },
    cron: { kind: 'cron', line: '30 2 * * *', zone },
    live: { kind: 'live' },
  };
  const choose = (chosen: string): void => {
    const kind = kinds.find((one) => one === chosen);
    if (kind !== undefined && kind !== value.kind) onChange(usual[kind]);
  };
  return (
    <>
      <Radio.Group label={said.when} value={value.kind} onChange={choose}>
        <Stack gap={8} mt={8}>
          {kinds.map((kind) => (
            <Radio key={kind} value={kind} label={said[kind]} />
          ))}
        </Stack>
      </Radio.Group>
      {value.kind === 'every' ? (
        <NumberInput
          label={said.minutes}
          maw={240}
          hideControls
          allowDecimal={false}
          min={1}
          max={mostMinutes}
          value={value.minutes}
          onChange={(minutes) => typeof minutes === 'number' && onChange({ kind: 'every', minutes })}
        />
      ) : null}
      {value.kind === 'cron' ? (
        <>
          <TextInput
            label={said.line}
            description={said.lineHint}
            value={value.line}
            maxLength={100}
            onChange={(event) => onChange({ ...value, line: event.currentTarget.value })}
          />
          <Select
            searchable
            label={said.zone}
            maw={320}
            limit={50}
            data={[...new Set([value.zone, ...Intl.supportedValuesOf('timeZone')])]}
            value={value.zone}
            allowDeselect={false}
            onChange={(chosen) => onChange({ ...value, zone: chosen ?? value.zone })}
          />
        </>
      ) : null}
    </>
  );
}
