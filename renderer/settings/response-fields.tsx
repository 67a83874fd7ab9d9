import { NumberInput, Select, Textarea } from '@mantine/core';
import type { ResponseFault, ResponseRule } from '../../contract/index.ts';
import css from '../targets/form.module.css';
import { HeaderRows } from '../targets/header-rows.tsx';
import { text as all } from './strings.ts';

const text = all.rule;

const firstOf: Record<ResponseFault['type'], ResponseFault> = {
  none: { type: 'none' },
  'fail-first': { type: 'fail-first', count: 3, status: 500 },
  'fail-percent': { type: 'fail-percent', percent: 20, status: 500 },
  close: { type: 'close' },
  slow: { type: 'slow', bytesPerSecond: 10 },
  'time-out': { type: 'time-out' },
};

/** What is answered once a post is stored. */
export function ResponseFields(props: { rule: ResponseRule; onChange: (rule: ResponseRule) => void }) {
  const { rule, onChange } = props;
  const set = (part: Partial<ResponseRule>) => onChange({ ...rule, ...part });
  return (
    <>
      <div className={css.pair}>
        <Numeric label={text.status} value={rule.status} onChange={(status) => set({ status })} />
        <Numeric
          label={text.delay}
          hint={text.delayHint}
          value={rule.delayMs / 1000}
          decimals={3}
          onChange={(seconds) => set({ delayMs: Math.round(seconds * 1000) })}
        />
      </div>
      <fieldset className={css.group}>
        <legend className={css.legend}>{text.headers}</legend>
        <HeaderRows headers={rule.headers} onChange={(headers) => set({ headers })} />
      </fieldset>
      <div>
        <Textarea
          label={text.body}
          description={text.bodyHint}
          autosize
          minRows={3}
          maxRows={12}
          value={rule.body}
          spellCheck={false}
          classNames={{ input: css.mono }}
          onChange={(event) => set({ body: event.currentTarget.value })}
        />
        {rule.body === '' ? null : <p className={css.warn}>{text.bodyWarning}</p>}
      </div>
      <Select
        label={text.fault}
        description={text.faultHint}
        data={Object.entries(text.faults).map(([value, label]) => ({ value, label }))}
        value={rule.fault.type}
        onChange={(type) => type && set({ fault: firstOf[type as ResponseFault['type']] })}
      />
      <FaultFields fault={rule.fault} onChange={(fault) => set({ fault })} />
    </>
  );
}

function FaultFields(props: { fault: ResponseFault; onChange: (fault: ResponseFault) => void }) {
  const { fault, onChange } = props;
  if (fault.type === 'slow') {
    return (
      <Numeric
        label={text.speed}
        value={fault.bytesPerSecond}
        onChange={(bytesPerSecond) => onChange({ ...fault, bytesPerSecond })}
      />
    );
  }
  if (fault.type !== 'fail-first' && fault.type !== 'fail-percent') return null;
  return (
    <div className={css.pair}>
      {fault.type === 'fail-first' ? (
        <Numeric label={text.count} value={fault.count} onChange={(count) => onChange({ ...fault, count })} />
      ) : (
        <Numeric
          label={text.percent}
          value={fault.percent}
          decimals={2}
          onChange={(percent) => onChange({ ...fault, percent })}
        />
      )}
      <Numeric label={text.failStatus} value={fault.status} onChange={(status) => onChange({ ...fault, status })} />
    </div>
  );
}

/** A number; an empty box counts as 0, which is then said to be wrong where it is. */
export function Numeric(props: {
  label: string;
  hint?: string;
  value: number;
  decimals?: number;
  onChange: (value: number) => void;
}) {
  return (
    <NumberInput
      label={props.label}
      description={props.hint}
      value={props.value}
      min={0}
      clampBehavior="none"
      decimalScale={props.decimals ?? 0}
      hideControls
      onChange={(value) => props.onChange(Number(value))}
    />
  );
}
