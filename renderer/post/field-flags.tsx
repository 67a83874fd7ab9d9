import { Tooltip, UnstyledButton } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { FieldFlag, Finding } from '../../contract/index.ts';
import css from './fields-tab.module.css';
import { detailText, flagWords } from './strings.ts';
import type { FieldReading } from './use-readings.ts';

/** The marks under a value: findings, flags, and the platforms whose handlers get something else. */
export function FieldFlags(props: {
  flags: readonly FieldFlag[];
  findings: readonly Finding[];
  /** Readings that are not what was sent. */
  differing?: readonly FieldReading[];
  onDetails?: () => void;
}) {
  const { flags, findings, differing = [] } = props;
  if (flags.length === 0 && findings.length === 0 && differing.length === 0) return null;
  const worst = findings.some((each) => each.severity === 'error') ? 'error' : findings[0]?.severity;
  const label = findings.map((each) => each.sentence).join(' ');
  const platforms = [...new Set(differing.map(({ platform }) => detailText.platforms[platform]))];
  return (
    <div className={css.flags}>
      {findings.length > 0 ? (
        <Tooltip label={label} multiline maw={380}>
          <span className={css.flag} data-severity={worst} role="img" aria-label={label}>
            <IconAlertTriangle size={12} />
          </span>
        </Tooltip>
      ) : null}
      {flags.map((flag) => (
        <span key={flag} className={css.flag}>
          {flagWords[flag]}
        </span>
      ))}
      {platforms.length > 0 ? (
        <Tooltip label={detailText.differHint}>
          <UnstyledButton className={css.flag} data-severity="info" onClick={props.onDetails}>
            {detailText.differ(platforms)}
          </UnstyledButton>
        </Tooltip>
      ) : null}
    </div>
  );
}
