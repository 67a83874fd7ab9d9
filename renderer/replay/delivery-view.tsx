import { useMemo } from 'react';
import type { Delivery, Header, Post } from '../../contract/index.ts';
import { maskText, maskValues, secretValues } from '../post/mask.ts';
import { formatSize, fromBase64, textOf } from '../ui/bytes.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { hexDump } from '../ui/hex.ts';
import { LazyCode } from '../ui/lazy-code.tsx';
import { duration } from '../ui/time.ts';
import { VisibleText } from '../ui/visible-text.tsx';
import css from './deliveries-tab.module.css';
import { text } from './strings.ts';

/** One delivery: what was answered, or why nothing was. Credentials of the post stay masked, also where the target echoes them. */
export function DeliveryView(props: { delivery: Delivery; post: Post; revealed: boolean }) {
  const { delivery, post, revealed } = props;
  const secrets = useMemo(() => (revealed ? [] : secretValues(post)), [post, revealed]);
  const { request, response, error } = delivery;
  const hidden = new Set(revealed ? [] : ['set-cookie', ...post.secretHeaders.map((name) => name.toLowerCase())]);
  return (
    <div className={css.view}>
      {error ? (
        <div className={css.error} role="alert">
          <div className={css.code}>{error.code}</div>
          <div className={css.sentence}>{error.message}</div>
        </div>
      ) : null}
      {delivery.passed === null ? null : (
        <div className={delivery.passed ? css.asExpected : css.error} role="status">
          <b>{delivery.passed ? text.passed : text.failedExpectation}</b>
          {delivery.differences.length === 0 ? null : (
            <ul className={css.differences}>
              {delivery.differences.map((difference) => (
                <li key={difference}>{maskValues(difference, secrets)}</li>
              ))}
            </ul>
          )}
        </div>
      )}
      {response ? <ResponseView response={response} delivery={delivery} secrets={secrets} hidden={hidden} /> : null}
      <details className={css.request}>
        <summary>
          {text.request} <code>{`${request.method} ${maskValues(request.target, secrets)}`}</code>
          <span className={css.dim}>{formatSize(request.bodySize)}</span>
        </summary>
        {request.editedBody === null ? null : <p className={css.hint}>{text.editedBody}</p>}
        {delivery.jobId === null ? null : <p className={css.hint}>{text.ofJob(delivery.jobId)}</p>}
        <HeaderList headers={request.headers} secrets={secrets} hidden={hidden} />
        {request.editedBody ? <EditedBody base64={request.editedBody} secrets={secrets} /> : null}
      </details>
    </div>
  );
}

function ResponseView(props: {
  response: NonNullable<Delivery['response']>;
  delivery: Delivery;
  secrets: readonly string[];
  hidden: ReadonlySet<string>;
}) {
  const { response, secrets } = props;
  const body = useMemo(() => {
    const bytes = fromBase64(response.body);
    const asText = textOf(bytes);
    const shown = asText === null ? hexDump(bytes) : maskValues(asText, secrets);
    return { shown, json: asText !== null && /^\s*[[{]/.test(asText), text: asText !== null, size: bytes.length };
  }, [response.body, secrets]);
  return (
    <section className={css.response} aria-label={text.response}>
      <div className={css.statusLine}>
        <b className={css.status} data-tone={response.status >= 400 ? 'bad' : response.status >= 300 ? 'warn' : 'ok'}>
          {response.status} {response.statusText}
        </b>
        <span className={css.dim}>
          {duration(props.delivery.durationMs)}, {formatSize(response.bodySize)}
        </span>
        <span className={css.space} />
        {body.size > 0 ? <CopyButton value={body.shown} label={text.copyResponse} what={text.copiedResponse} /> : null}
      </div>
      {response.status >= 300 && response.status < 400 ? <p className={css.hint}>{text.redirect}</p> : null}
      {response.cut ? (
        <p className={css.hint}>{text.cut(formatSize(body.size), formatSize(response.bodySize))}</p>
      ) : null}
      {body.size === 0 ? (
        <p className={css.hint}>{text.noBody}</p>
      ) : (
        <div className={css.body}>
          <LazyCode
            text={body.shown}
            language={body.json ? 'json' : 'plain'}
            label={text.responseBody}
            wrap={body.text}
          />
        </div>
      )}
      <HeaderList headers={response.headers} secrets={secrets} hidden={props.hidden} />
    </section>
  );
}

function EditedBody(props: { base64: string; secrets: readonly string[] }) {
  const shown = useMemo(() => {
    const bytes = fromBase64(props.base64);
    const asText = textOf(bytes);
    return { text: asText === null ? hexDump(bytes) : maskValues(asText, props.secrets), wrap: asText !== null };
  }, [props.base64, props.secrets]);
  return (
    <div className={css.body}>
      <LazyCode text={shown.text} language="plain" label={text.editedBody} wrap={shown.wrap} />
    </div>
  );
}

function HeaderList(props: { headers: readonly Header[]; secrets: readonly string[]; hidden: ReadonlySet<string> }) {
  let nth = 0;
  return (
    <dl className={css.headers}>
      {props.headers.map(([name, value]) => {
        nth += 1;
        const mask = props.hidden.has(name.toLowerCase());
        return (
          <div key={`${nth} ${name}`}>
            <dt>{name}</dt>
            <dd>{mask ? maskText : <VisibleText value={maskValues(value, props.secrets)} />}</dd>
          </div>
        );
      })}
    </dl>
  );
}
