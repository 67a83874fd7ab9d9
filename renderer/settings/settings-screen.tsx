import { SegmentedControl, Skeleton, TagsInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Settings } from '../../contract/index.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { useLive } from '../ui/live.tsx';
import { Failure } from '../ui/message.tsx';
import { Page, Row, Section } from '../ui/screen.tsx';
import { toast, toastFault } from '../ui/toast.ts';
import { EndpointsTable } from './endpoints-table.tsx';
import { NumberField } from './number-field.tsx';
import { text } from './strings.ts';
import { TargetField } from './target-field.tsx';

const mega = 1024 * 1024;
const themes = (['system', 'light', 'dark'] as const).map((value) => ({ value, label: text.themes[value] }));

/** What the user can set. Every field saves by itself. */
export function SettingsScreen() {
  const { api } = useLive();
  const queries = useQueryClient();
  const settings = useQuery(api.query.settings.get.queryOptions());
  const update = useMutation(
    api.query.settings.update.mutationOptions({
      onSuccess: (next) => {
        queries.setQueryData(api.query.settings.get.queryKey(), next);
        toast(text.saved);
      },
      onError: toastFault,
    }),
  );
  if (settings.error)
    return <Failure title={text.failed} error={settings.error} onRetry={() => void settings.refetch()} />;
  return (
    <Page title={text.title} lead={text.lead}>
      {settings.data ? (
        <Fields settings={settings.data} save={(change) => update.mutate(change)} />
      ) : (
        <Skeleton h={240} mt={28} />
      )}
      <EndpointsTable />
      <About />
    </Page>
  );
}

function Fields(props: { settings: Settings; save: (change: Partial<Settings>) => void }) {
  const { settings, save } = props;
  return (
    <>
      <Section title={text.replay}>
        <Row label={text.target} hint={text.targetHint}>
          <TargetField label={text.target} value={settings.target} onSave={(target) => save({ target })} />
        </Row>
      </Section>
      <Section title={text.secrets}>
        <Row label={text.masked} hint={text.maskedHint}>
          <TagsInput
            w="100%"
            aria-label={text.masked}
            placeholder={settings.maskedNames.length === 0 ? text.maskedPlaceholder : undefined}
            value={settings.maskedNames}
            onChange={(maskedNames) => save({ maskedNames })}
          />
        </Row>
      </Section>
      <Section title={text.receiver}>
        <Row label={text.bodyLimit} hint={text.bodyLimitHint}>
          <NumberField
            label={text.bodyLimit}
            suffix=" MB"
            value={settings.bodyLimit / mega}
            min={0.1}
            max={1024}
            decimals={2}
            onSave={(value) => value && save({ bodyLimit: Math.round(value * mega) })}
          />
        </Row>
      </Section>
      <Section title={text.retention} lead={text.retentionLead}>
        <Row label={text.keepDays}>
          <NumberField
            label={text.keepDays}
            value={settings.keepDays}
            min={0.01}
            decimals={2}
            empty={text.everything}
            onSave={(keepDays) => save({ keepDays })}
          />
        </Row>
        <Row label={text.keepPosts}>
          <NumberField
            label={text.keepPosts}
            value={settings.keepPosts}
            min={1}
            empty={text.everything}
            onSave={(keepPosts) => save({ keepPosts })}
          />
        </Row>
        <Row label={text.keepSize}>
          <NumberField
            label={text.keepSize}
            value={settings.keepBytes === null ? null : settings.keepBytes / mega}
            min={1}
            decimals={1}
            suffix=" MB"
            empty={text.everything}
            onSave={(value) => save({ keepBytes: value === null ? null : Math.round(value * mega) })}
          />
        </Row>
        <Row label={text.keepStrays} hint={text.keepStraysHint}>
          <NumberField
            label={text.keepStrays}
            value={settings.keepStrays}
            min={0}
            onSave={(value) => save({ keepStrays: value ?? 0 })}
          />
        </Row>
      </Section>
      <Section title={text.appearance}>
        <Row label={text.theme}>
          <SegmentedControl
            aria-label={text.theme}
            data={themes}
            value={settings.theme}
            onChange={(value) => save({ theme: value as Settings['theme'] })}
          />
        </Row>
      </Section>
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
