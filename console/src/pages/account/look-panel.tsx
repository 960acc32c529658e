import { SegmentedControl, Select } from '@mantine/core';
import { choosePreferences } from '../../data/own-preferences.ts';
import { usePreferences } from '../../data/preferences.ts';
import { Panel } from '../../parts/panel.tsx';
import stack from '../../parts/stack.module.css';
import { common } from '../../texts/common.ts';
import { useTexts } from '../../texts/texts.ts';
import classes from './account.module.css';
import { texts } from './texts.ts';

const ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const zones = [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])];
const languages = ['auto', 'en', 'zh'] as const;
const themes = ['auto', 'light', 'dark'] as const;

/** Language, time zone and theme: they count at once, in every browser of the person. */
export function LookPanel() {
  const said = useTexts(texts);
  const words = useTexts(common);
  const { language, theme, timeZone } = usePreferences();
  const names = { auto: said.browserLanguage, en: 'English', zh: '简体中文' };
  return (
    <Panel title={said.look}>
      <div className={stack.form}>
        <p className={classes.note}>{said.lookAbout}</p>
        <Select
          label={words.language}
          data={languages.map((each) => ({ value: each, label: names[each] }))}
          value={language}
          allowDeselect={false}
          onChange={(chosen) => choosePreferences({ language: languages.find((each) => each === chosen) ?? language })}
        />
        <Select
          label={said.zone}
          data={[
            { value: '', label: said.browserZone(ownZone) },
            ...zones.map((zone) => ({ value: zone, label: zone })),
          ]}
          value={timeZone ?? ''}
          searchable
          allowDeselect={false}
          limit={100}
          nothingFoundMessage={said.noZone}
          onChange={(chosen) => choosePreferences({ timeZone: chosen === null || chosen === '' ? undefined : chosen })}
        />
        <div>
          <div className={classes.label} id="theme-label">
            {words.theme}
          </div>
          <SegmentedControl
            aria-labelledby="theme-label"
            data={themes.map((each) => ({ value: each, label: said[each] }))}
            value={theme}
            onChange={(chosen) => choosePreferences({ theme: themes.find((each) => each === chosen) ?? theme })}
          />
        </div>
      </div>
    </Panel>
  );
}
