import { Button, Drawer, Select, Skeleton, TextInput } from '@mantine/core';
import { useState } from 'react';
import {
  type KnownPerson,
  type PersonChange,
  useChangePerson,
  useErasePerson,
  useKnownPerson,
} from '../../data/people.ts';
import { useChangeSearch } from '../../data/search.ts';
import { useMay } from '../../data/session.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { Facts } from '../../parts/facts.tsx';
import { PlaceLink } from '../../parts/place-link.tsx';
import stack from '../../parts/stack.module.css';
import { tellDone, tellHow } from '../../parts/tell.tsx';
import { Time } from '../../parts/time.tsx';
import { common } from '../../texts/common.ts';
import { useTexts } from '../../texts/texts.ts';
import classes from './integration.module.css';
import { HeardSign, languageWords } from './known-people.tsx';
import { peopleTexts } from './people-texts.ts';

interface Place {
  readonly id: string;
  readonly openId: string;
}

/** Somebody, as events know them, and what is decided of them. */
export function PersonDrawer({ id, openId }: Place) {
  const said = useTexts(peopleTexts);
  const change = useChangeSearch();
  const { data: person, error } = useKnownPerson(id, openId);
  return (
    <Drawer
      opened
      onClose={() => change({ person: undefined })}
      position="right"
      size={480}
      title={person?.name ?? openId}
    >
      <div className={stack.column}>
        {error === null ? null : <ErrorNotice error={error} />}
        {person === undefined && error === null ? <Skeleton height={240} /> : null}
        {person === null ? <p>{said.unknown}</p> : null}
        {person == null ? null : <Known id={id} person={person} />}
      </div>
    </Drawer>
  );
}

interface Of {
  readonly id: string;
  readonly person: KnownPerson;
}

function Known({ id, person }: Of) {
  const said = useTexts(peopleTexts);
  const { openId, unionId, tenantKey, departments } = person;
  const mayChange = useMay('change-triggers');
  const facts = [
    { name: said.state, value: <HeardSign isBlocked={person.isBlocked} /> },
    { name: said.firstSeen, value: <Time at={person.firstSeenAt} /> },
    { name: said.lastSeen, value: <Time at={person.lastSeenAt} /> },
    { name: said.openId, value: <code className={classes.whole}>{openId}</code> },
    ...(unionId === null ? [] : [{ name: said.unionId, value: <code className={classes.whole}>{unionId}</code> }]),
    ...(tenantKey === null ? [] : [{ name: said.company_, value: <code className={classes.whole}>{tenantKey}</code> }]),
    ...(departments === null || departments.length === 0
      ? []
      : [{ name: said.departments, value: <Departments ids={departments} /> }]),
  ];
  return (
    <>
      <Facts facts={facts} />
      <span className={stack.line}>
        <PlaceLink to={`/integrations/${id}?tab=sessions&search=${encodeURIComponent(openId)}`}>
          {said.conversations}
        </PlaceLink>
        <PlaceLink to={`/events?person=${encodeURIComponent(openId)}`}>{said.events}</PlaceLink>
      </span>
      {mayChange ? <Decided id={id} person={person} /> : null}
      {mayChange ? <Acts id={id} person={person} /> : null}
    </>
  );
}

/** By id; the whole company has none that tells anybody anything. */
function Departments({ ids }: { readonly ids: readonly string[] }) {
  const said = useTexts(peopleTexts);
  return (
    <span className={stack.line}>
      {ids.map((id) =>
        id === '0' ? (
          <span key={id}>{said.wholeCompany}</span>
        ) : (
          <code key={id} className={classes.whole}>
            {id}
          </code>
        ),
      )}
    </span>
  );
}

const languages = ['own', 'en', 'zh'] as const;

function Decided({ id, person }: Of) {
  const said = useTexts(peopleTexts);
  const words = useTexts(common);
  const changing = useChangePerson();
  const [handlerUserId, setHandlerUserId] = useState(person.handlerUserId ?? '');
  const [language, setLanguage] = useState<(typeof languages)[number]>(person.language ?? 'own');
  const save = (): void => {
    const to: PersonChange = {
      handlerUserId: handlerUserId.trim() === '' ? null : handlerUserId.trim(),
      language: language === 'own' ? null : language,
    };
    void tellHow(changing.mutateAsync({ id, openId: person.openId, ...to }), said.saved);
  };
  return (
    <form
      className={stack.narrowForm}
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <TextInput
        label={said.handlerUserId}
        description={said.handlerUserIdHint}
        value={handlerUserId}
        maxLength={200}
        autoComplete="off"
        onChange={(event) => setHandlerUserId(event.currentTarget.value)}
      />
      <Select
        label={said.language}
        data={languages.map((value) => ({ value, label: said[languageWords[value]] }))}
        value={language}
        allowDeselect={false}
        onChange={(chosen) => setLanguage(languages.find((each) => each === chosen) ?? 'own')}
      />
      <div>
        <Button type="submit" variant="default" loading={changing.isPending}>
          {words.save}
        </Button>
      </div>
    </form>
  );
}

function Acts({ id, person: { openId, name, isBlocked } }: Of) {
  const said = useTexts(peopleTexts);
  const mayErase = useMay('reset');
  const change = useChangeSearch();
  const changing = useChangePerson();
  const erasing = useErasePerson();
  const [isAsking, setAsking] = useState(false);
  const block = (): void =>
    void tellHow(
      changing.mutateAsync({ id, openId, isBlocked: !isBlocked }),
      isBlocked ? said.unblockedNow : said.blockedNow,
    );
  const erase = async (): Promise<void> => {
    tellDone(said.erased(await erasing.mutateAsync({ id, openId })));
    change({ person: undefined });
  };
  return (
    <div className={classes.buttons}>
      <Button variant="default" loading={changing.isPending} onClick={block}>
        {isBlocked ? said.unblock : said.block}
      </Button>
      {mayErase ? (
        <Button variant="outline" color="red" onClick={() => setAsking(true)}>
          {said.erase}
        </Button>
      ) : null}
      <Confirm
        isOpen={isAsking}
        title={said.eraseTitle(name ?? openId)}
        button={said.eraseButton}
        typed={name ?? openId}
        onConfirm={erase}
        onClose={() => setAsking(false)}
      >
        {said.eraseWhat}
      </Confirm>
    </div>
  );
}
