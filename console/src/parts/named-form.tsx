import { Button, TextInput } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import { fieldFaults } from '../data/field-faults.ts';
import { common } from '../texts/common.ts';
import { useTexts } from '../texts/texts.ts';
import { ErrorNotice } from './error-notice.tsx';

interface NamedFormProps {
  readonly className: string | undefined;
  readonly name: string;
  readonly onName: (name: string) => void;
  readonly saving: { readonly error: Error | null; readonly isPending: boolean };
  readonly onSave: () => void;
  /** What is saved beside the name. */
  readonly children?: ReactNode;
  /** What counts at once. */
  readonly after?: ReactNode;
}

/** Changes the name of a thing and what belongs to it: what is wrong stands at its field, or before the button. */
export function NamedForm({ className, name, onName, saving, onSave, children, after }: NamedFormProps) {
  const words = useTexts(common);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onSave();
  };
  return (
    <form className={className} onSubmit={submit}>
      <TextInput
        required
        withAsterisk={false}
        label={words.name}
        value={name}
        error={fieldFaults(saving.error).name}
        maxLength={100}
        onChange={(event) => onName(event.currentTarget.value)}
      />
      {children}
      {saving.error === null ? null : <ErrorNotice error={saving.error} />}
      <div>
        <Button type="submit" loading={saving.isPending}>
          {words.save}
        </Button>
      </div>
      {after}
    </form>
  );
}
