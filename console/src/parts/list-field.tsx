import { TagsInput } from '@mantine/core';

interface ListFieldProps {
  readonly label: string;
  readonly description?: string | undefined;
  readonly value: readonly string[];
  readonly error?: string | undefined;
  readonly placeholder?: string | undefined;
  readonly onChange: (value: readonly string[]) => void;
}

/** What is left without Enter comes with its separators. */
const apart = (text: string): readonly string[] => text.split(/[\s,，;]+/).filter((one) => one !== '');

/** Several texts: codes, ids, addresses. Pasted lines become one each. */
export function ListField({ label, description, value, error, placeholder, onChange }: ListFieldProps) {
  return (
    <TagsInput
      label={label}
      description={description}
      error={error}
      placeholder={value.length === 0 ? placeholder : undefined}
      splitChars={[',', ' ', '\n', '，', ';']}
      value={[...value]}
      onChange={(next) => onChange(next.flatMap(apart))}
    />
  );
}
