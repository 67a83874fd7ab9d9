import type { Kind } from '../../contract/index.ts';
import css from './kind-badge.module.css';

/** A post's kind, as a word on a colour of its own. */
export function KindBadge(props: { kind: Kind }) {
  return (
    <span className={css.badge} data-kind={props.kind}>
      {props.kind}
    </span>
  );
}
