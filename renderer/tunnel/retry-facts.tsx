import { Anchor, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { RetryFact } from '../../contract/index.ts';
import { faultOf } from '../api.ts';
import { useLive } from '../ui/live.tsx';
import { Row, Section } from '../ui/screen.tsx';
import { text as all } from './strings.ts';
import css from './tunnel-screen.module.css';

const text = all.retry;

/** What becomes of posts sent during an outage, for the platforms that the endpoints expect; nothing is guessed. */
export function RetryFacts() {
  const { api } = useLive();
  const dialects = useQuery(api.query.dialects.queryOptions());
  const endpoints = useQuery(api.query.endpoints.list.queryOptions());
  const used = new Set(endpoints.data?.map((endpoint) => endpoint.dialect));
  const shown = dialects.data?.filter((dialect) => used.has(dialect.id)) ?? [];
  const error = dialects.error ?? endpoints.error;
  return (
    <Section title={text.title} lead={text.lead}>
      {error ? <Row label={text.failed}>{faultOf(error).message}</Row> : null}
      {dialects.isPending || endpoints.isPending ? <Skeleton h={44} radius={0} /> : null}
      {shown.map((dialect) => (
        <Row key={dialect.id} label={dialect.name}>
          {dialect.retry ? <Fact fact={dialect.retry} /> : <span className={css.none}>{text.unknown}</span>}
        </Row>
      ))}
    </Section>
  );
}

function Fact(props: { fact: RetryFact }) {
  const { api } = useLive();
  const { sentence, confidence, source } = props.fact;
  return (
    <div>
      {sentence}
      <div className={css.aside}>
        {text.confidence[confidence]}
        {' · '}
        {/^https?:\/\//.test(source) ? (
          <Anchor component="button" type="button" fz="inherit" onClick={() => api.openExternal(source)}>
            {source}
          </Anchor>
        ) : (
          text.source(source)
        )}
      </div>
    </div>
  );
}
