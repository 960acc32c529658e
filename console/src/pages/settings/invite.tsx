import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useInvite } from '../../data/accounts.ts';
import { fieldFaults } from '../../data/field-faults.ts';
import type { Role } from '../../data/own-account.ts';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { firstField } from '../../parts/first-field.ts';
import { RoleField } from '../../parts/role-field.tsx';
import { roles } from '../../parts/roles.ts';
import { common } from '../../texts/common.ts';
import { useTexts } from '../../texts/texts.ts';
import { accountTexts } from './account-texts.ts';
import { MadeLink } from './made-link.tsx';

/** Makes an account, and the link by which its person comes in. */
export function Invite({ onClose }: { readonly onClose: () => void }) {
  const said = useTexts(accountTexts);
  const inviting = useInvite();
  return (
    <Modal opened onClose={onClose} title={said.inviteTitle} closeOnClickOutside={inviting.data === undefined}>
      {inviting.data === undefined ? (
        <Form inviting={inviting} onClose={onClose} />
      ) : (
        <MadeLink made={inviting.data} onClose={onClose} />
      )}
    </Modal>
  );
}

interface FormProps {
  readonly inviting: ReturnType<typeof useInvite>;
  readonly onClose: () => void;
}

function Form({ inviting, onClose }: FormProps) {
  const said = useTexts(accountTexts);
  const words = useTexts(common);
  const [role, setRole] = useState<Role>('viewer');
  const faults = fieldFaults(inviting.error);
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    const of = (name: string): string => String(fields.get(name)).trim();
    inviting.mutate({ name: of('name'), login: of('login'), role });
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <p>{said.inviteAbout}</p>
        <TextInput
          name="name"
          {...firstField}
          required
          withAsterisk={false}
          label={words.name}
          error={faults.name}
          maxLength={100}
          autoComplete="off"
        />
        <TextInput
          name="login"
          required
          withAsterisk={false}
          label={said.login}
          error={faults.login}
          maxLength={100}
          autoComplete="off"
        />
        <RoleField among={roles} value={role} onChange={setRole} />
        {inviting.error === null ? null : <ErrorNotice error={inviting.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {words.cancel}
          </Button>
          <Button type="submit" loading={inviting.isPending}>
            {said.inviteButton}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
