import type { ReactNode } from 'react';
import css from './screen.module.css';

/** A page of settings or facts: title, one line of explanation, sections below. */
export function Page(props: { title: string; lead?: string; actions?: ReactNode; children: ReactNode }) {
  return (
    <div className={css.page}>
      <div className={css.inner}>
        <header className={css.head}>
          <div>
            <h2 className={css.title}>{props.title}</h2>
            {props.lead ? <p className={css.lead}>{props.lead}</p> : null}
          </div>
          {props.actions}
        </header>
        {props.children}
      </div>
    </div>
  );
}

export function Section(props: { title: string; lead?: string; children: ReactNode }) {
  return (
    <section className={css.section}>
      <h3 className={css.sectionTitle}>{props.title}</h3>
      {props.lead ? <p className={css.lead}>{props.lead}</p> : null}
      <div className={css.card}>{props.children}</div>
    </section>
  );
}

/** One line of a card: what it is on the left, the value or control on the right. */
export function Row(props: { label: string; hint?: string; children: ReactNode }) {
  return (
    <div className={css.row}>
      <div className={css.label}>
        {props.label}
        {props.hint ? <div className={css.hint}>{props.hint}</div> : null}
      </div>
      <div className={css.value}>{props.children}</div>
    </div>
  );
}
