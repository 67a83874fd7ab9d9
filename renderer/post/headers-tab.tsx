import type { Header, Post } from '../../contract/index.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { VisibleText } from '../ui/visible-text.tsx';
import css from './headers-tab.module.css';
import { maskedTarget, maskText } from './mask.ts';
import { RevealButton } from './reveal-button.tsx';
import { headerText as text } from './strings.ts';
import type { useReveal } from './use-reveal.ts';

/** The request line and the header lines exactly as they came: order, case and duplicates. */
export function HeadersTab(props: { post: Post; reveal: ReturnType<typeof useReveal> }) {
  const { post, reveal } = props;
  const masked = maskedTarget(post.target, post.secretRanges.query);
  const targetShown = masked === post.target || reveal.isShown('target');
  const target = targetShown ? post.target : masked;
  const secret = new Set(post.secretHeaders.map((name) => name.toLowerCase()));
  const shownValue = ([name, value]: Header, key: string) =>
    secret.has(name.toLowerCase()) && !reveal.isShown(key) ? maskText : value;
  const asText = () =>
    [
      `${post.method} ${target} HTTP/${post.httpVersion}`,
      ...post.headers.map((header, index) => `${header[0]}: ${shownValue(header, `header-${index}`)}`),
    ].join('\r\n');
  return (
    <div className={css.tab}>
      <div className={css.first}>
        <div className={css.requestLine}>
          <b>{post.method}</b> <VisibleText value={target} />{' '}
          <span className={css.version}>HTTP/{post.httpVersion}</span>
          {masked === post.target ? null : (
            <RevealButton name={text.requestLine} shown={targetShown} onToggle={() => reveal.toggle('target')} />
          )}
        </div>
        <CopyButton value={asText} label={text.copy} what={text.copied} />
      </div>
      <HeaderLines headers={post.headers} prefix="header" secret={secret} reveal={reveal} />
      {post.trailers.length > 0 ? (
        <>
          <h3 className={css.title}>{text.trailers}</h3>
          <HeaderLines headers={post.trailers} prefix="trailer" secret={secret} reveal={reveal} />
        </>
      ) : null}
    </div>
  );
}

function HeaderLines(props: {
  headers: readonly Header[];
  prefix: string;
  secret: ReadonlySet<string>;
  reveal: ReturnType<typeof useReveal>;
}) {
  return (
    <dl className={css.lines}>
      {props.headers.map(([name, value], index) => {
        const key = `${props.prefix}-${index}`;
        const isSecret = props.secret.has(name.toLowerCase());
        const shown = props.reveal.isShown(key);
        return (
          <div key={key} className={css.line}>
            <dt>{name}</dt>
            <dd>
              {isSecret && !shown ? maskText : <VisibleText value={value} />}
              {isSecret ? <RevealButton name={name} shown={shown} onToggle={() => props.reveal.toggle(key)} /> : null}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
