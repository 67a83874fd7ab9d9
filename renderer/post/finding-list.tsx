import { UnstyledButton } from '@mantine/core';
import { IconAlertCircle, IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import { useState } from 'react';
import type { Finding } from '../../contract/index.ts';
import { formatView } from '../ui/view.ts';
import { type FindingTab, groupFindings, tabOf } from './finding-groups.ts';
import css from './finding-list.module.css';
import { text } from './strings.ts';

const icons = { info: IconInfoCircle, warning: IconAlertTriangle, error: IconAlertCircle };
const shownAtFirst = 4;

/** What is worth knowing about the post, worst first. Those about a field, the headers or the body lead there. */
export function FindingList(props: {
  postId: number;
  findings: readonly Finding[];
  onShow: (finding: Finding) => void;
}) {
  const [all, setAll] = useState(false);
  if (props.findings.length === 0) return null;
  const groups = groupFindings(props.findings);
  const shown = all ? groups : groups.slice(0, shownAtFirst);
  return (
    <ul className={css.list} aria-label={text.findings}>
      {shown.map((group) =>
        group.type === 'missing' ? (
          <li key="missing">
            <MissingLine findings={group.findings} onShow={props.onShow} />
          </li>
        ) : (
          <li key={JSON.stringify([group.finding.code, group.finding.position, group.finding.field])}>
            <FindingLine finding={group.finding} postId={props.postId} onShow={props.onShow} />
          </li>
        ),
      )}
      {shown.length < groups.length ? (
        <li>
          <UnstyledButton className={css.more} onClick={() => setAll(true)}>
            {text.allFindings(props.findings.length)}
          </UnstyledButton>
        </li>
      ) : null}
    </ul>
  );
}

function MissingLine(props: { findings: readonly Finding[]; onShow: (finding: Finding) => void }) {
  return (
    <div className={css.finding} data-severity={props.findings[0]?.severity}>
      <IconAlertTriangle size={15} stroke={1.8} className={css.icon} role="img" aria-label={text.severity.warning} />
      <span className={css.sentence}>
        {text.manyMissing(props.findings.length)}
        {props.findings.map((finding) => (
          <UnstyledButton
            key={finding.field}
            className={css.field}
            title={finding.sentence}
            onClick={() => props.onShow(finding)}
          >
            {finding.field}
          </UnstyledButton>
        ))}
      </span>
    </div>
  );
}

function showWords(finding: Finding, tab: FindingTab): string {
  if (tab === 'fields') return text.showField(finding.field ?? String(finding.position));
  return tab === 'headers' ? text.showHeaders : text.showBody;
}

function FindingLine(props: { finding: Finding; postId: number; onShow: (finding: Finding) => void }) {
  const { finding } = props;
  const Icon = icons[finding.severity];
  const body = (
    <>
      <Icon size={15} stroke={1.8} className={css.icon} role="img" aria-label={text.severity[finding.severity]} />
      <span className={css.sentence}>{finding.sentence}</span>
    </>
  );
  if (finding.code === 'duplicate-post' && finding.postId !== null) {
    return (
      <div className={css.finding} data-severity={finding.severity}>
        <Icon size={15} stroke={1.8} className={css.icon} role="img" aria-label={text.severity[finding.severity]} />
        <span className={css.sentence}>
          {finding.sentence}{' '}
          <a className={css.link} href={formatView({ screen: 'inbox', postId: finding.postId })}>
            {text.earlier(finding.postId)}
          </a>{' '}
          <a
            className={css.link}
            href={formatView({ screen: 'compare', postId: null, compared: [finding.postId, props.postId] })}
            aria-label={text.compareWith(finding.postId)}
          >
            {text.compare}
          </a>
        </span>
      </div>
    );
  }
  const tab = tabOf(finding);
  if (tab === null) {
    return (
      <div className={css.finding} data-severity={finding.severity}>
        {body}
      </div>
    );
  }
  return (
    <UnstyledButton
      className={css.finding}
      data-severity={finding.severity}
      title={showWords(finding, tab)}
      onClick={() => props.onShow(finding)}
    >
      {body}
    </UnstyledButton>
  );
}
