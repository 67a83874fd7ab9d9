import { ActionIcon, Popover, Tooltip } from '@mantine/core';
import { IconQrcode } from '@tabler/icons-react';
import { useId, useMemo, useState } from 'react';
import { encode } from 'uqr';
import { text as all } from './strings.ts';
import css from './tunnel-screen.module.css';

const text = all.screen;
/** Light modules around the code; scanners want four. */
const quietZone = 4;

/** A button that shows a URL as a QR code. Dark on white in both themes: many scanners cannot read the opposite. */
export function QrCode(props: { url: string }) {
  const [opened, setOpened] = useState(false);
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom" shadow="md" trapFocus withinPortal>
      <Popover.Target>
        <Tooltip label={text.qr} disabled={opened}>
          <ActionIcon aria-label={text.qr} size={22} onClick={() => setOpened(!opened)}>
            <IconQrcode size={15} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown p={12} aria-label={text.qrTitle(props.url)}>
        <Picture url={props.url} />
        <div className={css.codeUrl}>{props.url}</div>
      </Popover.Dropdown>
    </Popover>
  );
}

function Picture(props: { url: string }) {
  const title = useId();
  const code = useMemo(() => encode(props.url, { ecc: 'M', border: quietZone }), [props.url]);
  const path = code.data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
  return (
    <svg
      className={css.code}
      viewBox={`0 0 ${code.size} ${code.size}`}
      shapeRendering="crispEdges"
      role="img"
      aria-labelledby={title}
    >
      <title id={title}>{text.qrTitle(props.url)}</title>
      <rect width="100%" height="100%" fill="#ffffff" />
      <path d={path} fill="#000000" />
    </svg>
  );
}
