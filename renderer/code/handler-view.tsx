import { Button, Select, Skeleton } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Handler } from '../../contract/index.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { LazyCode } from '../ui/lazy-code.tsx';
import { useLive } from '../ui/live.tsx';
import { Failure } from '../ui/message.tsx';
import { saveBytes } from '../ui/save.ts';
import { readStored, writeStored } from '../ui/stored.ts';
import css from './code-tab.module.css';
import { text } from './strings.ts';

/** Handlers that read every documented field of a dialect: their files, and how to run them. */
export function HandlerView(props: { dialect: string }) {
  const { api } = useLive();
  const handlers = useQuery(api.query.handlers.queryOptions({ input: { dialect: props.dialect } }));
  const dialects = useQuery(api.query.dialects.queryOptions()).data ?? [];
  const [chosen, setChosen] = useState(() => readStored('handler'));
  if (handlers.error) {
    return <Failure title={text.failed} error={handlers.error} onRetry={() => void handlers.refetch()} />;
  }
  if (!handlers.data) return <Skeleton h={120} m={16} role="status" aria-label={text.loading} />;
  const shown = handlers.data.find(({ language }) => language === chosen) ?? handlers.data[0];
  if (!shown) return <p className={css.note}>{text.noDialect}</p>;
  return (
    <>
      <p className={css.note}>
        {text.handlerLead(dialects.find(({ id }) => id === props.dialect)?.name ?? props.dialect)}
      </p>
      <div className={css.tools}>
        <Select
          aria-label={text.language}
          w={240}
          data={handlers.data.map(({ language, label }) => ({ value: language, label }))}
          value={shown.language}
          onChange={(language) => {
            setChosen(language);
            if (language) writeStored('handler', language);
          }}
        />
      </div>
      <Files key={shown.language} handler={shown} />
    </>
  );
}

function Files(props: { handler: Handler }) {
  const { files, run, target } = props.handler;
  return (
    <>
      {files.map((file) => (
        <section key={file.name} aria-label={text.file(file.name)}>
          <div className={css.tools}>
            <code className={css.name}>{file.name}</code>
            <span className={css.space} />
            <CopyButton value={file.text} label={text.copyFile(file.name)} what={text.copiedFile(file.name)} />
            <Button
              aria-label={text.saveFile(file.name)}
              leftSection={<IconDownload size={14} stroke={1.7} />}
              onClick={() => saveBytes(new TextEncoder().encode(file.text), file.name.split('/').at(-1) ?? file.name)}
            >
              {text.save}
            </Button>
          </div>
          <div className={css.code}>
            <LazyCode text={file.text} language="plain" label={text.file(file.name)} wrap={false} numbers />
          </div>
        </section>
      ))}
      <dl className={css.run}>
        <div>
          <dt>{text.run}</dt>
          <dd>
            <pre>{run}</pre>
            <CopyButton value={run} label={text.copyRun} what={text.copiedRun} />
          </dd>
        </div>
        <div>
          <dt>{text.target}</dt>
          <dd>
            <pre>{target}</pre>
            <CopyButton value={target} label={text.copyTarget} what={text.copiedTarget} />
          </dd>
        </div>
      </dl>
    </>
  );
}
