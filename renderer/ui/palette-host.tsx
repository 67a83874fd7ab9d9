import { createSpotlight, useSpotlight } from '@mantine/spotlight';
import { useCommands } from './commands.tsx';
import { Palette } from './later-views.ts';
import { text } from './strings.ts';
import { toastFault } from './toast.ts';
import { paletteKeys } from './type-ahead.ts';

const [store, palette] = createSpotlight();

/** Opens the palette, from wherever. */
export function openPalette(): void {
  paletteKeys.begin();
  // Drawn first and opened then, so that it knows what had the focus.
  if (Palette.isThere()) palette.open();
  else
    Palette.prepare().then(palette.open, (error: unknown) => {
      paletteKeys.end();
      toastFault(error);
    });
}

/** Waits for the key of the palette. */
export function PaletteHost(props: { onOpenPost: (id: number) => void; onSearch: (query: string) => void }) {
  const { opened } = useSpotlight(store);
  useCommands([
    {
      id: 'palette',
      group: 'Help',
      title: text.palette,
      keys: ['Mod+k'],
      listed: false,
      whileTyping: true,
      run: openPalette,
    },
  ]);
  return <Palette {...props} store={store} opened={opened} />;
}
