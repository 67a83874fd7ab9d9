import { NumberInput, Select, TextInput } from '@mantine/core';
import css from './change-form.module.css';
import {
  type ChoiceDraft,
  type FieldsProvider,
  type SshService,
  serviceOf,
  sshServices,
  withService,
} from './choice-draft.ts';
import { text as all } from './strings.ts';

const text = all.form.fields;

interface FieldsProps {
  draft: ChoiceDraft;
  onChange: (draft: ChoiceDraft) => void;
  /** The name asked for when none is typed. */
  keptName: string | null;
}

/** What can be chosen about the provider that is picked. */
export function ProviderFields(props: FieldsProps) {
  const { draft } = props;
  const set = <P extends FieldsProvider>(provider: P, part: Partial<ChoiceDraft[P]>) =>
    props.onChange({ ...draft, [provider]: { ...draft[provider], ...part } });
  switch (draft.provider) {
    case 'off':
      return null;
    case 'localtunnel':
      return (
        <div className={css.fields}>
          <Line
            label={text.localtunnel.host}
            hint={text.localtunnel.hostHint}
            value={draft.localtunnel.host}
            onType={(host) => set('localtunnel', { host })}
          />
          <Line
            label={text.localtunnel.name}
            hint={text.localtunnel.nameHint}
            placeholder={props.keptName ?? undefined}
            value={draft.localtunnel.name}
            onType={(name) => set('localtunnel', { name })}
          />
        </div>
      );
    case 'url':
      return (
        <div className={css.fields}>
          <Line
            label={text.url.url}
            hint={text.url.urlHint}
            placeholder="https://dev.example.org"
            value={draft.url.url}
            onType={(url) => set('url', { url })}
          />
        </div>
      );
    case 'cloudflared':
    case 'ngrok': {
      const { provider } = draft;
      return (
        <div className={css.fields}>
          <Line
            label={text.program}
            hint={text.programHint}
            placeholder={text.programPlaceholder}
            value={draft[provider].program}
            onType={(program) => set(provider, { program })}
          />
          {provider === 'ngrok' ? (
            <Line
              label={text.ngrok.name}
              hint={text.ngrok.nameHint}
              placeholder={all.form.given}
              value={draft.ngrok.name}
              onType={(name) => set('ngrok', { name })}
            />
          ) : null}
        </div>
      );
    }
    case 'ssh':
      return <SshFields ssh={draft.ssh} set={(part) => set('ssh', part)} />;
  }
}

const services = Object.keys(sshServices).map((value) => ({ value, label: text.ssh.services[value as SshService] }));

function SshFields(props: { ssh: ChoiceDraft['ssh']; set: (part: Partial<ChoiceDraft['ssh']>) => void }) {
  const { ssh, set } = props;
  const service = serviceOf(ssh.host);
  return (
    <div className={css.fields}>
      <Select
        label={text.ssh.service}
        data={services}
        value={service}
        onChange={(value) => value && set(withService(ssh, value as SshService))}
      />
      {service === 'own' ? (
        <Line label={text.ssh.host} value={ssh.host} onType={(host) => set({ host })} placeholder="host.example.org" />
      ) : null}
      <Port label={text.ssh.port} value={ssh.port} min={1} onSet={(port) => set({ port })} />
      <Line label={text.ssh.user} hint={text.ssh.userHint} value={ssh.user} onType={(user) => set({ user })} />
      <Line label={text.ssh.key} hint={text.ssh.keyHint} value={ssh.key} onType={(key) => set({ key })} />
      <Line label={text.ssh.name} hint={text.ssh.nameHint} value={ssh.name} onType={(name) => set({ name })} />
      <Port
        label={text.ssh.remotePort}
        hint={text.ssh.remotePortHint}
        value={ssh.remotePort}
        min={0}
        onSet={(remotePort) => set({ remotePort })}
      />
      <Line
        label={text.ssh.remoteCommand}
        hint={text.ssh.remoteCommandHint}
        value={ssh.remoteCommand}
        onType={(remoteCommand) => set({ remoteCommand })}
      />
      <Line label={text.ssh.url} hint={text.ssh.urlHint} value={ssh.url} onType={(url) => set({ url })} />
    </div>
  );
}

function Line(props: {
  label: string;
  hint?: string;
  placeholder?: string;
  value: string;
  onType: (value: string) => void;
}) {
  return (
    <TextInput
      label={props.label}
      description={props.hint}
      placeholder={props.placeholder}
      inputWrapperOrder={['label', 'input', 'description']}
      classNames={{ description: css.hint }}
      spellCheck={false}
      autoComplete="off"
      value={props.value}
      onChange={(event) => props.onType(event.currentTarget.value)}
    />
  );
}

function Port(props: { label: string; hint?: string; value: number; min: number; onSet: (value: number) => void }) {
  return (
    <NumberInput
      label={props.label}
      description={props.hint}
      inputWrapperOrder={['label', 'input', 'description']}
      classNames={{ description: css.hint }}
      value={props.value}
      min={props.min}
      max={65_535}
      allowDecimal={false}
      allowNegative={false}
      clampBehavior="strict"
      hideControls
      onChange={(value) => typeof value === 'number' && props.onSet(value)}
    />
  );
}
