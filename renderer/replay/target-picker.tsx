import { Button, Menu } from '@mantine/core';
import { IconCheck, IconChevronDown } from '@tabler/icons-react';
import { formatView } from '../ui/view.ts';
import { text } from './strings.ts';
import css from './target-picker.module.css';
import type { useReplay } from './use-replay.ts';

/** Shows where a replay goes, and lets another target be picked. */
export function TargetPicker(props: { replay: ReturnType<typeof useReplay> }) {
  const { replay } = props;
  const shown = replay.effective?.replace(/^http:\/\//, '') ?? text.noTarget;
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button
          aria-label={`${text.target}: ${shown}`}
          className={css.picker}
          rightSection={<IconChevronDown size={13} />}
          px={8}
          title={replay.effective ?? undefined}
        >
          <span className={css.target}>{shown}</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown maw={420}>
        <Menu.Item
          leftSection={replay.chosen === null ? <IconCheck size={14} /> : <span className={css.gap} />}
          onClick={() => replay.choose(null)}
        >
          {text.asSet}
        </Menu.Item>
        {replay.targets.length > 0 ? <Menu.Label>{text.named}</Menu.Label> : null}
        {replay.targets.map(({ name, url }) => {
          const up = replay.health.find((each) => each.name === name)?.reachable ?? null;
          return (
            <Menu.Item
              key={name}
              leftSection={name === replay.chosen ? <IconCheck size={14} /> : <span className={css.gap} />}
              rightSection={
                up === null ? null : (
                  <span className={css.health} data-up={up}>
                    {up ? text.listening : text.notListening}
                  </span>
                )
              }
              onClick={() => replay.choose(name)}
            >
              {name} <span className={css.url}>{url}</span>
            </Menu.Item>
          );
        })}
        {replay.recent.length > 0 ? <Menu.Label>{text.recent}</Menu.Label> : null}
        {replay.recent.map((target) => (
          <Menu.Item
            key={target}
            leftSection={target === replay.chosen ? <IconCheck size={14} /> : <span className={css.gap} />}
            onClick={() => replay.choose(target)}
          >
            <span className={css.item}>{target}</span>
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<span className={css.gap} />} onClick={replay.ask}>
          {text.other}
        </Menu.Item>
        <Menu.Item
          leftSection={<span className={css.gap} />}
          component="a"
          href={formatView({ screen: 'targets', postId: null })}
        >
          {text.manage}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
