import { Skeleton, TagsInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Settings } from '../../contract/index.ts';
import { FilesSection } from '../in-out/files-section.tsx';
import { useGivenTarget } from '../targets/use-targets.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { useLive } from '../ui/live.tsx';
import { Failure } from '../ui/message.tsx';
import { Page, Row, Section } from '../ui/screen.tsx';
import { AppearanceSection } from './appearance-section.tsx';
import { DesktopSection } from './desktop-section.tsx';
import { EndpointsTable } from './endpoints-table.tsx';
import { NumberField } from './number-field.tsx';
import { ResetSection } from './reset-section.tsx';
import { RetentionSection } from './retention-section.tsx';
import { SettingRow } from './setting-row.tsx';
import { StatusLabels } from './status-labels.tsx';
import { text } from './strings.ts';
import { TargetField } from './target-field.tsx';
import { UnsavedEndpoints } from './unsaved-endpoints.tsx';
import { useSave } from './use-save.ts';

const mega = 1024 * 1024;

/** What the user can set. Every field saves by itself and says so; endpoints are saved together. */
export function SettingsScreen() {
  const { api } = useLive();
  const settings = useQuery(api.query.settings.get.queryOptions());
  const saving = useSave();
  if (settings.error)
    return <Failure title={text.failed} error={settings.error} onRetry={() => void settings.refetch()} />;
  return (
    <Page title={text.title} lead={text.lead}>
      <UnsavedEndpoints />
      {settings.data ? <Fields settings={settings.data} saving={saving} /> : <Skeleton h={240} mt={28} />}
      <EndpointsTable />
      <StatusLabels />
      <FilesSection />
      {settings.data ? <ResetSection saving={saving} /> : null}
      <About />
    </Page>
  );
}

function Fields(props: { settings: Settings; saving: ReturnType<typeof useSave> }) {
  const { settings, saving } = props;
  const { save, answerOf } = saving;
  const given = useGivenTarget();
  return (
    <>
      <AppearanceSection settings={settings} saving={saving} />
      <Section title={text.replay}>
        <SettingRow
          label={text.target}
          hint={given === null ? text.targetHint : text.targetGiven(given)}
          answer={answerOf('target')}
        >
          <TargetField label={text.target} value={settings.target} onSave={(target) => save({ target })} />
        </SettingRow>
      </Section>
      <Section title={text.secrets}>
        <SettingRow label={text.masked} hint={text.maskedHint} answer={answerOf('maskedNames')}>
          <TagsInput
            w="100%"
            aria-label={text.masked}
            placeholder={settings.maskedNames.length === 0 ? text.maskedPlaceholder : undefined}
            value={settings.maskedNames}
            onChange={(maskedNames) => save({ maskedNames })}
          />
        </SettingRow>
      </Section>
      <Section title={text.receiver}>
        <NumberField
          label={text.bodyLimit}
          hint={text.bodyLimitHint}
          suffix=" MB"
          value={settings.bodyLimit / mega}
          min={0.1}
          max={128}
          decimals={2}
          answer={answerOf('bodyLimit')}
          onSave={(value) => value && save({ bodyLimit: Math.round(value * mega) })}
        />
      </Section>
      <RetentionSection settings={settings} saving={saving} />
      <DesktopSection settings={settings} save={save} />
    </>
  );
}

function About() {
  const { api } = useLive();
  const status = useQuery(api.query.status.queryOptions()).data;
  if (!status) return null;
  return (
    <Section title={text.about}>
      <Row label={text.version}>{status.version}</Row>
      <Row label={text.dataFolder}>
        <code>{status.dataFolder}</code>
        <CopyButton
          value={status.dataFolder}
          label={`Copy value: ${text.dataFolder}`}
          what="the path of the data folder"
        />
      </Row>
    </Section>
  );
}
