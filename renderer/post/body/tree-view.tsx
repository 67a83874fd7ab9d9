import { Button } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { CopyButton } from '../../ui/copy-button.tsx';
import { VisibleText } from '../../ui/visible-text.tsx';
import { type JsonNode, type JsonNodes, textOf } from './json-nodes.ts';
import { jsonPath, openNodes } from './json-path.ts';
import { LongValue } from './long-value.tsx';
import { treeText as text } from './strings.ts';
import { TreeRow } from './tree-row.tsx';
import css from './tree-view.module.css';

export const treeRowHeight = 24;

/** JSON as a tree, every value as it is spelled. The chosen value stands below in full, with its path. */
export function TreeView(props: { source: string; read: JsonNodes }) {
  const { source } = props;
  const { nodes } = props.read;
  const scroller = useRef<HTMLDivElement>(null);
  const [closed, setClosed] = useState<ReadonlySet<number>>(new Set());
  const [chosen, setChosen] = useState(0);
  const shown = useMemo(() => openNodes(nodes, closed), [nodes, closed]);
  const rows = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => treeRowHeight,
    overscan: 12,
    useFlushSync: false,
  });
  useEffect(() => {
    setClosed(new Set());
    setChosen((old) => Math.min(old, Math.max(0, nodes.length - 1)));
  }, [nodes]);

  const toggle = (at: number) => {
    const next = new Set(closed);
    if (!next.delete(at)) next.add(at);
    setClosed(next);
  };
  const choose = (place: number) => {
    const to = Math.max(0, Math.min(shown.length - 1, place));
    setChosen(shown[to] ?? 0);
    rows.scrollToIndex(to, { align: 'auto' });
  };
  const onKey = (event: KeyboardEvent) => {
    const place = shown.indexOf(chosen);
    const node = nodes[chosen];
    const isOpen = node !== undefined && node.size > 0 && !closed.has(chosen);
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / treeRowHeight) - 1);
    const moves: Record<string, () => void> = {
      ArrowDown: () => choose(place + 1),
      ArrowUp: () => choose(place - 1),
      PageDown: () => choose(place + page),
      PageUp: () => choose(place - page),
      Home: () => choose(0),
      End: () => choose(shown.length - 1),
      ArrowRight: () => (node && node.size > 0 && closed.has(chosen) ? toggle(chosen) : isOpen && choose(place + 1)),
      ArrowLeft: () => (isOpen ? toggle(chosen) : node && node.parent >= 0 && choose(shown.indexOf(node.parent))),
      Enter: () => node && node.size > 0 && toggle(chosen),
    };
    const move = moves[event.key];
    if (!move || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    move();
  };
  const node = nodes[chosen];
  return (
    <div className={css.view}>
      <div className={css.tools}>
        <Button variant="subtle" px={8} onClick={() => setClosed(new Set())}>
          {text.expandAll}
        </Button>
        <Button variant="subtle" px={8} onClick={() => setClosed(allInside(nodes))}>
          {text.collapseAll}
        </Button>
      </div>
      <div
        ref={scroller}
        className={css.scroller}
        role="tree"
        aria-label={text.tree}
        aria-activedescendant={node ? `json-${chosen}` : undefined}
        tabIndex={0}
        onKeyDown={onKey}
      >
        <div role="presentation" style={{ height: rows.getTotalSize(), position: 'relative' }}>
          {rows.getVirtualItems().map((item) => {
            const at = shown[item.index] as number;
            return (
              <TreeRow
                key={at}
                at={at}
                node={nodes[at] as JsonNode}
                source={source}
                top={item.start}
                open={!closed.has(at)}
                chosen={at === chosen}
                onChoose={() => setChosen(at)}
                onToggle={() => toggle(at)}
              />
            );
          })}
        </div>
      </div>
      {node ? <Chosen nodes={nodes} at={chosen} source={source} /> : null}
    </div>
  );
}

/** Every container but the top one. */
function allInside(nodes: readonly JsonNode[]): ReadonlySet<number> {
  const inside = new Set<number>();
  nodes.forEach((node, at) => {
    if (at > 0 && node.size > 0) inside.add(at);
  });
  return inside;
}

function Chosen(props: { nodes: readonly JsonNode[]; at: number; source: string }) {
  const { nodes, at, source } = props;
  const node = nodes[at] as JsonNode;
  const path = jsonPath(nodes, at);
  const spelled = source.slice(node.start, node.end);
  const value = node.kind === 'text' ? textOf(spelled) : spelled;
  return (
    <footer className={css.chosen}>
      <div className={css.line}>
        <span className={css.path}>{path === '' ? text.top : <VisibleText value={path} />}</span>
        {path === '' ? null : <CopyButton value={path} label={text.copyPath} what={text.path} />}
        <span className={css.grow} />
        <CopyButton value={value} label={text.copyValue} what={text.value} />
      </div>
      {node.size > 0 ? null : (
        <div className={css.value}>
          <LongValue value={value} />
        </div>
      )}
    </footer>
  );
}
