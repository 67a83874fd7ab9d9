import { Tooltip } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { VisibleText } from '../../ui/visible-text.tsx';
import { type JsonNode, textOf } from './json-nodes.ts';
import { asDouble } from './json-path.ts';
import { treeText as text } from './strings.ts';
import css from './tree-view.module.css';

/** Longer values are cut in the row; the chosen one stands below in full. */
const rowChars = 200;
const indent = 16;
/** Deeper rows are indented no further, so that their values stay on screen. */
const mostIndent = 24;

/** One value of the tree. */
export function TreeRow(props: {
  at: number;
  node: JsonNode;
  source: string;
  top: number;
  open: boolean;
  chosen: boolean;
  onChoose: () => void;
  onToggle: () => void;
}) {
  const { at, node, open } = props;
  const isContainer = node.kind === 'object' || node.kind === 'list';
  const Chevron = open ? IconChevronDown : IconChevronRight;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree has the focus and handles the keys
    // biome-ignore lint/a11y/useFocusableInteractive: as above
    <div
      id={`json-${at}`}
      className={css.row}
      role="treeitem"
      aria-level={node.depth + 1}
      aria-expanded={node.size > 0 ? open : undefined}
      aria-selected={props.chosen}
      style={{ transform: `translateY(${props.top}px)`, paddingLeft: 8 + Math.min(node.depth, mostIndent) * indent }}
      onClick={props.onChoose}
      onDoubleClick={() => node.size > 0 && props.onToggle()}
    >
      {node.size > 0 ? (
        <Chevron
          className={css.chevron}
          size={14}
          onClick={(event) => {
            event.stopPropagation();
            props.onToggle();
          }}
        />
      ) : (
        <span className={css.chevron} />
      )}
      {node.key === null ? null : (
        <span className={css.key}>
          <VisibleText value={node.key} oneLine />:
        </span>
      )}
      {node.index < 0 ? null : <span className={css.index}>{node.index}:</span>}
      {isContainer ? (
        <span className={css.count}>{containerWords(node)}</span>
      ) : (
        <Value node={node} source={props.source} />
      )}
      {node.repeated ? <span className={css.mark}>{text.repeated}</span> : null}
    </div>
  );
}

function containerWords({ kind, size }: JsonNode): string {
  if (size === 0) return kind === 'list' ? '[]' : '{}';
  return kind === 'list' ? `[ ${text.items(size)} ]` : `{ ${text.members(size)} }`;
}

function Value(props: { node: JsonNode; source: string }) {
  const { kind, start, end } = props.node;
  const spelled = props.source.slice(start, Math.min(end, start + rowChars * 2));
  if (kind === 'text') {
    const whole = end - start <= rowChars * 2;
    const value = whole ? textOf(spelled) : spelled.slice(1);
    return (
      <span className={css.text} data-kind="text">
        “<VisibleText value={value.slice(0, rowChars)} oneLine />
        {whole && value.length <= rowChars ? '”' : '…'}
      </span>
    );
  }
  const double = kind === 'number' && end - start < 400 ? asDouble(props.source.slice(start, end)) : null;
  return (
    <>
      <span className={css.text} data-kind={kind}>
        {spelled.slice(0, rowChars)}
        {end - start > rowChars ? '…' : ''}
      </span>
      {double === null ? null : (
        <Tooltip label={text.double(double)} multiline maw={320}>
          <span className={css.mark}>{`≠ ${double}`}</span>
        </Tooltip>
      )}
      {kind === 'deep' ? <span className={css.mark}>{text.deep}</span> : null}
    </>
  );
}
