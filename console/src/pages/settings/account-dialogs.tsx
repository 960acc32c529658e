import { Button, Group, Modal, Stack } from '@mantine/core';
import { useState } from 'react';
import { type Account, useChangeAccount, useDeleteAccount, useResetLink } from '../../data/accounts.ts';
import { useHeldVersion } from '../../data/held-version.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { RoleField } from '../../parts/role-field.tsx';
import { roles, roleTexts } from '../../parts/roles.ts';
import { tellDone } from '../../parts/tell.tsx';
import { common } from '../../texts/common.ts';
import { useTexts } from '../../texts/texts.ts';
import { accountTexts } from './account-texts.ts';
import { MadeLink } from './made-link.tsx';
import classes from './settings.module.css';

/** What somebody wants to do with an account. */
export interface AskedOfAccount {
  readonly what: 'role' | 'reset' | 'lock' | 'delete';
  readonly account: Account;
}

interface DialogProps {
  readonly asked: AskedOfAccount;
  readonly onClose: () => void;
}

interface PartProps {
  readonly account: Account;
  readonly onClose: () => void;
}

const dialogs = { role: RoleDialog, reset: ResetDialog, lock: LockDialog, delete: DeleteDialog } as const;

/** Asks for what is needed, and does it. */
export function AccountDialog({ asked: { what, account }, onClose }: DialogProps) {
  const Dialog = dialogs[what];
  return <Dialog account={account} onClose={onClose} />;
}

function RoleDialog({ account, onClose }: PartProps) {
  const said = useTexts(accountTexts);
  const words = useTexts(common);
  const names = useTexts(roleTexts);
  const changing = useChangeAccount();
  const [role, setRole] = useState(account.role);
  const [version] = useHeldVersion(account, (of) => of.role);
  const { name, issuer } = account;
  const save = async (): Promise<void> => {
    await changing.mutateAsync({ account: { id: account.id, version }, role });
    tellDone(said.roleChanged(name, names[role]));
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title={said.roleTitle(name)}>
      <Stack>
        <RoleField among={roles} value={role} onChange={setRole} />
        <p className={classes.small}>{issuer === null ? said.roleAbout : said.byProvider}</p>
        {changing.error === null ? null : <ErrorNotice error={changing.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {words.cancel}
          </Button>
          <Button
            loading={changing.isPending}
            disabled={role === account.role}
            onClick={() => void save().catch(() => undefined)}
          >
            {words.save}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function ResetDialog({ account: { id, name }, onClose }: PartProps) {
  const said = useTexts(accountTexts);
  const words = useTexts(common);
  const making = useResetLink();
  return (
    <Modal opened onClose={onClose} title={said.resetTitle(name)} closeOnClickOutside={making.data === undefined}>
      {making.data === undefined ? (
        <Stack>
          <p>{said.resetAbout}</p>
          {making.error === null ? null : <ErrorNotice error={making.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {words.cancel}
            </Button>
            <Button loading={making.isPending} onClick={() => making.mutate(id)}>
              {said.resetButton}
            </Button>
          </Group>
        </Stack>
      ) : (
        <MadeLink made={making.data} onClose={onClose} />
      )}
    </Modal>
  );
}

function LockDialog({ account, onClose }: PartProps) {
  const said = useTexts(accountTexts);
  const changing = useChangeAccount();
  const { name } = account;
  const lock = async (): Promise<void> => {
    await changing.mutateAsync({ account, isDisabled: true });
    tellDone(said.lockedDone(name));
  };
  return (
    <Confirm isOpen title={said.lockTitle(name)} button={said.lockButton} onConfirm={lock} onClose={onClose}>
      {said.lockAbout}
    </Confirm>
  );
}

function DeleteDialog({ account, onClose }: PartProps) {
  const said = useTexts(accountTexts);
  const deleting = useDeleteAccount();
  const { name } = account;
  const remove = async (): Promise<void> => {
    await deleting.mutateAsync(account);
    tellDone(said.deleted(name));
  };
  return (
    <Confirm
      isOpen
      title={said.deleteTitle(name)}
      button={said.deleteButton}
      typed={name}
      onConfirm={remove}
      onClose={onClose}
    >
      {said.deleteAbout}
    </Confirm>
  );
}
