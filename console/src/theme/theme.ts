import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

/** Around Feishu's #3370ff (6). Fills and links take 7, on which white has 5.8:1. */
const brand: MantineColorsTuple = [
  '#eaf0ff',
  '#d6e2ff',
  '#bacefd',
  '#94b4ff',
  '#82a7ff',
  '#5c8dff',
  '#2f65e0',
  '#245bdb',
  '#1c4cba',
  '#163c94',
];

const red: MantineColorsTuple = [
  '#feeeed',
  '#fcdcda',
  '#f7b9b5',
  '#ff8b84',
  '#f0564d',
  '#e03e36',
  '#c42a23',
  '#c42a23',
  '#b3211b',
  '#8f1a15',
];

/** Mantine paints menus, fields and hovers of its dark scheme with these: the greys of our tokens. */
const dark: MantineColorsTuple = [
  '#eceef1',
  '#b4b9c1',
  '#9aa1ab',
  '#7b828c',
  '#33373d',
  '#2a2d32',
  '#222529',
  '#1c1e21',
  '#141517',
  '#0f1012',
];

/** The look of the console: sizes here, colours in `tokens.css`. */
export const theme = createTheme({
  colors: { brand, red, dark },
  primaryColor: 'brand',
  primaryShade: { light: 7, dark: 6 },
  defaultRadius: 6,
  fontFamily: 'var(--sans)',
  fontFamilyMonospace: 'var(--mono)',
  headings: { fontFamily: 'var(--sans)', fontWeight: '600' },
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  spacing: { xs: '4px', sm: '8px', md: '12px', lg: '16px', xl: '24px' },
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'sm' } },
    Drawer: { defaultProps: { overlayProps: { backgroundOpacity: 0.36 } } },
    // Fields beside each other stand in a line however long it takes to explain them.
    InputWrapper: { defaultProps: { inputWrapperOrder: ['label', 'input', 'description', 'error'] } },
    Modal: { defaultProps: { centered: true, overlayProps: { backgroundOpacity: 0.36 } } },
    Switch: { defaultProps: { withThumbIndicator: false } },
    Tooltip: { defaultProps: { openDelay: 300, events: { hover: true, focus: true, touch: true } } },
  },
});

/** Mantine's own colours from our tokens. */
export const cssVariables: CSSVariablesResolver = () => {
  const shared = {
    '--mantine-color-body': 'var(--surface)',
    '--mantine-color-text': 'var(--text)',
    '--mantine-color-dimmed': 'var(--text-3)',
    '--mantine-color-placeholder': 'var(--text-3)',
    '--mantine-color-anchor': 'var(--link)',
    '--mantine-color-default': 'var(--surface)',
    '--mantine-color-default-hover': 'var(--hover)',
    '--mantine-color-default-color': 'var(--text)',
    '--mantine-color-default-border': 'var(--line)',
    '--mantine-color-error': 'var(--bad)',
    // The words of plain and outlined buttons.
    '--mantine-color-brand-light-color': 'var(--link)',
    '--mantine-color-brand-outline': 'var(--link)',
    '--mantine-color-red-light-color': 'var(--bad)',
    '--mantine-color-red-outline': 'var(--bad)',
  };
  return { variables: {}, light: shared, dark: shared };
};
