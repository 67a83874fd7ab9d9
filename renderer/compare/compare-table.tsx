import type { ReactNode } from 'react';
import { VisibleText } from '../ui/visible-text.tsx';
import { type Aligned, isReordered } from './align.ts';
import css from './compare-screen.module.css';
import { text } from './strings.ts';

/** Lines of two posts beside each other. What differs is marked by a word and a colour. */
export function CompareTable<T>(props: {
  title: string;
  lines: readonly Aligned<T>[];
  differencesOnly: boolean;
  sides: readonly [string, string];
  show: (item: T) => ReactNode;
}) {
  const { lines, sides } = props;
  const differ = lines.filter((line) => line.change !== 'same');
  const shown = props.differencesOnly ? differ : lines;
  return (
    <section className={css.section} aria-label={props.title}>
      <h3 className={css.heading}>
        {props.title}
        <span className={css.count}>
          {lines.length === 0
            ? text.noneHere
            : text.count({ differ: differ.length, all: lines.length, reordered: isReordered(lines) })}
        </span>
      </h3>
      {shown.length === 0 ? null : (
        <table className={css.table} aria-label={props.title}>
          <thead>
            <tr>
              <th scope="col">{text.name}</th>
              <th scope="col">{sides[0]}</th>
              <th scope="col">{sides[1]}</th>
              <th scope="col">{text.verdict}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((line, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: names repeat, and lines never move by themselves
              <tr key={index} data-change={line.change}>
                <th scope="row">
                  {line.names.map((name) => (
                    <div key={name}>
                      <VisibleText value={name} />
                    </div>
                  ))}
                </th>
                <td data-side="left">{line.left === null ? null : props.show(line.left)}</td>
                <td data-side="right">{line.right === null ? null : props.show(line.right)}</td>
                <td className={css.verdict}>{text.changes[line.change]}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
