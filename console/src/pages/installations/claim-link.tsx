import { Button, Group, Modal, Stack } from '@mantine/core';
import { type Installation, useClaimLink } from '../../data/installations.ts';
import { CodeBlock } from '../../parts/code.tsx';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { common } from '../../texts/common.ts';
import { useFormat } from '../../texts/format.ts';
import { useTexts } from '../../texts/texts.ts';
import { texts } from './texts.ts';

interface ClaimLinkProps {
  readonly installation: Installation;
  readonly onClose: () => void;
}

/** Makes the link for a company, and shows it this once. */
export function ClaimLink({ installation, onClose }: ClaimLinkProps) {
  const said = useTexts(texts);
  const words = useTexts(common);
  const format = useFormat();
  const making = useClaimLink();
  const { id, tenantName, tenantKey, claimLinkExpiresAt } = installation;
  return (
    <Modal opened onClose={onClose} title={said.linkTitle(tenantName ?? tenantKey)}>
      <Stack>
        {making.data === undefined ? (
          <>
            <p>{said.linkWhat}</p>
            {claimLinkExpiresAt === null ? null : <p>{said.linkAgain}</p>}
            {making.error === null ? null : <ErrorNotice error={making.error} />}
          </>
        ) : (
          <>
            <p>{said.linkMade(format.dateTime(making.data.expiresAt))}</p>
            <CodeBlock label={said.link} text={making.data.link} />
          </>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {words.close}
          </Button>
          {making.data === undefined ? (
            <Button loading={making.isPending} onClick={() => making.mutate(id)}>
              {said.makeLink}
            </Button>
          ) : null}
        </Group>
      </Stack>
    </Modal>
  );
}
