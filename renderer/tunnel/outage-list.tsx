import { Button, Skeleton, Table } from '@mantine/core';
import { useState } from 'react';
import type { Outage } from '../../contract/index.ts';
import { Failure } from '../ui/message.tsx';
import { Section } from '../ui/screen.tsx';
import { fullTime, otherTime } from '../ui/time.ts';
import css from './outage-list.module.css';
import { outageLasted } from './outage-words.ts';
import { text as all } from './strings.ts';
import { useOutages } from './use-outages.ts';

const text = all.outages;
const shownAtFirst = 20;

/** The outages on record, newest first. */
export function OutageList() {
  const { outages, known, error, refetch } = useOutages();
  const [everything, setEverything] = useState(false);
  const shown = everything ? outages : outages.slice(0, shownAtFirst);
  const hidden = outages.length - shown.length;
  return (
    <Section title={text.title} lead={text.lead}>
      {error && !known ? (
        <div className={css.failure}>
          <Failure title={text.failed} error={error} onRetry={() => void refetch()} />
        </div>
      ) : !known ? (
        <Skeleton h={44} radius={0} />
      ) : outages.length === 0 ? (
        <p className={css.none}>{text.none}</p>
      ) : (
        <div className={css.scroll}>
          <OutageTable outages={shown} />
        </div>
      )}
      {hidden > 0 ? (
        <div className={css.foot}>
          <Button onClick={() => setEverything(true)}>{text.more(hidden)}</Button>
        </div>
      ) : null}
    </Section>
  );
}

function OutageTable(props: { outages: readonly Outage[] }) {
  return (
    <Table fz={13} verticalSpacing={7} horizontalSpacing={16} borderColor="var(--tl-line)" aria-label={text.title}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{text.from}</Table.Th>
          <Table.Th>{text.to}</Table.Th>
          <Table.Th>{text.lasted}</Table.Th>
          <Table.Th>{text.provider}</Table.Th>
          <Table.Th>{text.reason}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {props.outages.map((outage) => (
          <Table.Tr key={outage.id}>
            <Time iso={outage.from} />
            {outage.to ? <Time iso={outage.to} /> : <Table.Td className={css.ongoing}>{text.ongoing}</Table.Td>}
            <Table.Td className={css.short}>{outageLasted(outage) ?? ''}</Table.Td>
            <Table.Td className={css.short}>{outage.provider}</Table.Td>
            <Table.Td className={css.reason}>{outage.reason}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

/** Day and clock in two lines, so that the sentence beside them has room. */
function Time(props: { iso: string }) {
  const [day, clock] = fullTime(props.iso).split(', ');
  return (
    <Table.Td title={otherTime(props.iso)} className={css.short}>
      <time dateTime={props.iso}>
        {clock} <span className={css.day}>{day}</span>
      </time>
    </Table.Td>
  );
}
