import { ActionIcon, Tooltip } from '@mantine/core';
import { IconPencil, IconTrash } from '@tabler/icons-react';
import type { Target, TargetHealth } from '../../contract/index.ts';
import { Section } from '../ui/screen.tsx';
import { fullTime } from '../ui/time.ts';
import { outsideHost } from './outside.ts';
import { text } from './strings.ts';
import { expectationWords } from './target-draft.ts';
import css from './targets-screen.module.css';

/** The named targets, and whether something listens at each. */
export function TargetsSection(props: {
  targets: readonly Target[];
  health: readonly TargetHealth[];
  onEdit: (target: Target) => void;
  onRemove: (target: Target) => void;
}) {
  return (
    <Section title={text.named} lead={text.namedLead}>
      {props.targets.length === 0 ? <p className={css.none}>{text.none}</p> : null}
      <ul className={css.list} aria-label={text.named}>
        {props.targets.map((target) => (
          <li key={target.name} className={css.target}>
            <Health health={props.health.find(({ name }) => name === target.name) ?? null} />
            <div className={css.about}>
              <div className={css.nameLine}>
                <b>{target.name}</b>
                <span className={css.url}>{target.url}</span>
                {outsideHost(target.url, []) === null ? null : <span className={css.outside}>{text.outside}</span>}
              </div>
              <div className={css.facts}>{factsOf(target).join(' · ')}</div>
            </div>
            <Tooltip label={text.edit(target.name)}>
              <ActionIcon aria-label={text.edit(target.name)} onClick={() => props.onEdit(target)}>
                <IconPencil size={15} stroke={1.6} />
              </ActionIcon>
            </Tooltip>
            <Tooltip label={text.remove(target.name)}>
              <ActionIcon aria-label={text.remove(target.name)} onClick={() => props.onRemove(target)}>
                <IconTrash size={15} stroke={1.6} />
              </ActionIcon>
            </Tooltip>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function factsOf(target: Target): string[] {
  const expected = expectationWords(target.expect);
  return [
    text.limit(target.timeoutMs / 1000),
    ...(target.headers.length > 0 ? [text.headers(target.headers.length)] : []),
    ...(expected === null ? [] : [text.expects(expected)]),
  ];
}

function Health(props: { health: TargetHealth | null }) {
  const { health } = props;
  const state = health?.reachable == null ? 'unknown' : health.reachable ? 'up' : 'down';
  const hint = [
    ...(health?.reason ? [health.reason] : []),
    ...(health?.since ? [text.since(fullTime(health.since))] : []),
  ].join(' ');
  return (
    <Tooltip label={hint} disabled={hint === ''} multiline maw={320}>
      <span className={css.health} data-state={state}>
        <span className={css.dot} aria-hidden />
        {text.health[state]}
      </span>
    </Tooltip>
  );
}
