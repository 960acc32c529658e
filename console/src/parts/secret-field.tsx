import { Button, Group, PasswordInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { common } from '../texts/common.ts';
import { useFormat } from '../texts/format.ts';
import { defineTexts, useTexts } from '../texts/texts.ts';
import { Icon } from './icon.tsx';

const texts = defineTexts({
  set: { en: (time: string) => `set ${time}, sealed`, zh: (time) => `${time} 设置，已加密` },
  replace: { en: 'Replace', zh: '替换' },
  needed: {
    en: 'Enter it again: it would be sent to another place than before.',
    zh: '请重新填写：更改后它会被发送到别处。',
  },
  keep: { en: 'Keep the old', zh: '保留原值' },
});

interface SecretFieldProps {
  readonly label: string;
  readonly description?: string | undefined;
  /** When the one that is kept was set; undefined when there is none. */
  readonly setAt: string | undefined;
  /** Undefined: the old one stays. */
  readonly value: string | undefined;
  readonly error?: string | undefined;
  readonly isRequired?: boolean;
  /** The one that is kept does not do: it is sent nowhere else than before. */
  readonly isSentElsewhere?: boolean;
  readonly onChange: (value: string | undefined) => void;
}

/** A secret is never shown again: it can be replaced, or kept. */
export function SecretField({
  label,
  description,
  setAt,
  value,
  error,
  isRequired,
  isSentElsewhere,
  onChange,
}: SecretFieldProps) {
  const said = useTexts(texts);
  const words = useTexts(common);
  const format = useFormat();
  const [isReplacing, setReplacing] = useState(setAt === undefined);
  const isKept = setAt !== undefined;
  const isNeeded = isKept && isSentElsewhere === true;
  if (isKept && !isReplacing && !isNeeded) {
    return (
      <Group align="flex-end" wrap="nowrap">
        <TextInput
          flex={1}
          readOnly
          styles={{ input: { textOverflow: 'ellipsis' } }}
          label={label}
          description={description}
          leftSection={<Icon name="lock" />}
          value={said.set(format.dateTime(setAt))}
        />
        <Button variant="default" onClick={() => setReplacing(true)}>
          {said.replace}
        </Button>
      </Group>
    );
  }
  const keep = (): void => {
    setReplacing(false);
    onChange(undefined);
  };
  return (
    <Group align="flex-end" wrap="nowrap">
      <PasswordInput
        visibilityToggleButtonProps={{ 'aria-label': words.showPassword }}
        flex={1}
        label={label}
        description={isNeeded ? said.needed : description}
        error={error}
        required={isRequired || isNeeded}
        withAsterisk={false}
        autoComplete="off"
        value={value ?? ''}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      {!isKept || isNeeded ? null : (
        <Button variant="subtle" onClick={keep}>
          {said.keep}
        </Button>
      )}
    </Group>
  );
}
