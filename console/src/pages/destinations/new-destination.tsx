import { Button, Group, Modal, Select, Skeleton, Stack, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useCatalogue } from '../../data/catalogue.ts';
import { useCreateDestination, useTestDestination } from '../../data/destinations.ts';
import { fieldFaults } from '../../data/field-faults.ts';
import { type Variant, variantsOf } from '../../data/setting-fields.ts';
import { DestinationFields, type FilledDestination } from '../../parts/destination-fields.tsx';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { firstField } from '../../parts/first-field.ts';
import { tellDone } from '../../parts/tell.tsx';
import { common } from '../../texts/common.ts';
import { useTexts } from '../../texts/texts.ts';
import { texts } from './texts.ts';

/** Makes a destination, tries it, and shows what was found on its page. */
export function NewDestinationForm({ onClose }: { readonly onClose: () => void }) {
  const said = useTexts(texts);
  const { data, error } = useCatalogue();
  const variants = variantsOf(data?.items[0]?.schemas.destination ?? {}, 'type');
  return (
    <Modal opened onClose={onClose} title={said.create} size="lg">
      {error === null ? null : <ErrorNotice error={error} />}
      {data === undefined ? <Skeleton height={240} /> : <Form variants={variants} onClose={onClose} />}
    </Modal>
  );
}

interface FormProps {
  readonly variants: readonly Variant[];
  readonly onClose: () => void;
}

function Form({ variants, onClose }: FormProps) {
  const said = useTexts(texts);
  const words = useTexts(common);
  const navigate = useNavigate();
  const creating = useCreateDestination();
  const testing = useTestDestination();
  const [name, setName] = useState('');
  const [type, setType] = useState(variants[0]?.name ?? '');
  const [filled, setFilled] = useState<FilledDestination>({ settings: {}, url: undefined });
  const variant = variants.find((one) => one.name === type);
  const faults = fieldFaults(creating.error);
  const create = async (): Promise<void> => {
    const { settings, url } = filled;
    const secrets = url === undefined ? {} : { url };
    const { id } = await creating.mutateAsync({ name: name.trim(), type, settings, secrets });
    tellDone(said.created(name.trim()));
    // What it finds stands on the page.
    await testing.mutateAsync(id).catch(() => undefined);
    await navigate({ to: `/destinations/${id}` });
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void create().catch(() => undefined);
  };
  const choose = (chosen: string | null): void => {
    setType(chosen ?? type);
    setFilled({ settings: {}, url: undefined });
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <TextInput
          required
          {...firstField}
          withAsterisk={false}
          label={words.name}
          value={name}
          error={faults.name}
          maxLength={100}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Select
          label={said.type}
          description={variant?.description}
          data={variants.map((one) => ({ value: one.name, label: one.title }))}
          value={type}
          allowDeselect={false}
          onChange={choose}
        />
        {variant === undefined ? null : (
          <DestinationFields key={type} variant={variant} value={filled} faults={faults} onChange={setFilled} />
        )}
        {creating.error === null ? null : <ErrorNotice error={creating.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {words.cancel}
          </Button>
          <Button type="submit" loading={creating.isPending || testing.isPending}>
            {said.createButton}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
