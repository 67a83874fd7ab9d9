import type * as mantine from '@mantine/core';
import { type CSSVariablesResolver, createTheme, localStorageColorSchemeManager } from '@mantine/core';
import type { Settings } from '../../contract/index.ts';
import { text } from './strings.ts';

/** The same key is read by public/begin.js before the first paint. */
export const colorSchemeManager = localStorageColorSchemeManager({ key: 'tapline.theme' });

/** Mantine's word for a theme setting. */
export function schemeOf(theme: Settings['theme']): 'auto' | 'light' | 'dark' {
  return theme === 'system' ? 'auto' : theme;
}

/** By name, and not by the components themselves: most of them are not on the first screen. */
type Themed =
  | 'ActionIcon'
  | 'Button'
  | 'Menu'
  | 'Modal'
  | 'Notification'
  | 'NumberInput'
  | 'SegmentedControl'
  | 'Select'
  | 'Skeleton'
  | 'Tabs'
  | 'TagsInput'
  | 'TextInput'
  | 'Textarea'
  | 'Tooltip';

/** Density and colours of the app; everything that Mantine draws goes through these. */
export const theme = createTheme({
  colors: {
    // Mantine's dark greys, moved onto the tint of our own surfaces.
    dark: [
      '#e6e8ec',
      '#b9c0cc',
      '#8e96a4',
      '#6b7280',
      '#3d4450',
      '#2a2f37',
      '#1f2329',
      '#14161a',
      '#101215',
      '#0b0d0f',
    ],
  },
  primaryColor: 'indigo',
  primaryShade: { light: 7, dark: 7 },
  defaultRadius: 6,
  fontFamily: '"Inter Variable", system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif',
  fontFamilyMonospace: 'var(--tl-mono)',
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'xs', variant: 'default' }, styles: { label: { fontWeight: 550 } } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray', size: 28 } },
    TextInput: { defaultProps: { size: 'xs' } },
    Textarea: { defaultProps: { size: 'xs' } },
    NumberInput: { defaultProps: { size: 'xs' } },
    TagsInput: { defaultProps: { size: 'xs' } },
    Select: { defaultProps: { size: 'xs', allowDeselect: false } },
    SegmentedControl: {
      defaultProps: { size: 'xs', withItemsBorders: false },
      styles: { label: { paddingInline: 9, fontWeight: 500 } },
    },
    Menu: {
      // The placeholder that would take the focus is no part of a menu; the first item takes it.
      defaultProps: { shadow: 'md', transitionProps: { duration: 80 }, withInitialFocusPlaceholder: false },
    },
    Modal: {
      defaultProps: {
        centered: true,
        transitionProps: { duration: 100 },
        overlayProps: { backgroundOpacity: 0.35 },
        // Its <header> would be taken for that of the page.
        attributes: { header: { role: 'presentation' } },
      },
      // Where the page is nearly as dark as what dims it, a shadow alone shows no edge.
      styles: { title: { fontWeight: 600 }, content: { border: '1px solid var(--tl-line-strong)' } },
    },
    Notification: { defaultProps: { closeButtonProps: { 'aria-label': text.dismiss } } },
    Tabs: { defaultProps: { keepMounted: false } },
    Tooltip: {
      defaultProps: { openDelay: 350, transitionProps: { duration: 80 }, fz: 12 },
      styles: {
        tooltip: {
          border: '1px solid var(--tl-line-strong)',
          background: 'var(--tl-raised)',
          boxShadow: 'var(--tl-shadow)',
          color: 'var(--tl-text)',
        },
      },
    },
    Skeleton: { defaultProps: { radius: 4 } },
  } satisfies { [Name in Themed]: Parameters<(typeof mantine)[Name]['extend']>[0] },
});

/** Puts our own surfaces and text colours under Mantine's names, so that its components sit on the same greys. */
export const cssVariables: CSSVariablesResolver = () => {
  const shared = {
    '--mantine-color-body': 'var(--tl-bg)',
    '--mantine-color-text': 'var(--tl-text)',
    '--mantine-color-dimmed': 'var(--tl-dim)',
    '--mantine-color-placeholder': 'var(--tl-faint)',
    '--mantine-color-default': 'var(--tl-raised)',
    '--mantine-color-default-hover': 'var(--tl-hover)',
    '--mantine-color-default-color': 'var(--tl-text)',
    '--mantine-color-default-border': 'var(--tl-line-strong)',
    '--mantine-color-gray-light-hover': 'var(--tl-hover)',
    '--mantine-color-gray-light-color': 'var(--tl-dim)',
    // Mantine's own red is too bright for the white text on it.
    '--mantine-color-red-filled': '#c92a2a',
    '--mantine-color-red-filled-hover': '#b02525',
  };
  return {
    variables: {},
    light: shared,
    // Mantine's is nearly white on dark, so that a quiet button would look like plain text.
    dark: { ...shared, '--mantine-color-indigo-light-color': 'var(--tl-accent)' },
  };
};
