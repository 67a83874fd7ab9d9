import { describe, expect, it } from 'vitest';
import { keyCaps, matchesKey } from '../../renderer/ui/keys.ts';
import { parseRecentPosts, withRecentPost } from '../../renderer/ui/recent-posts.ts';

const stroke = (key: string, ...held: ('ctrl' | 'meta' | 'alt' | 'shift')[]) => ({
  key,
  ctrlKey: held.includes('ctrl'),
  metaKey: held.includes('meta'),
  altKey: held.includes('alt'),
  shiftKey: held.includes('shift'),
});

describe('keys', () => {
  it.each([
    ['j', stroke('j'), true],
    ['j', stroke('J', 'shift'), false],
    ['j', stroke('j', 'ctrl'), false],
    ['j', stroke('j', 'alt'), false],
    ['?', stroke('?', 'shift'), true],
    ['?', stroke('?'), true],
    ['Mod+k', stroke('k', 'ctrl'), true],
    ['Mod+k', stroke('K', 'meta'), true],
    ['Mod+k', stroke('k'), false],
    ['Mod+z', stroke('z', 'ctrl', 'shift'), false],
    ['Shift+F10', stroke('F10', 'shift'), true],
    ['Shift+F10', stroke('F10'), false],
    ['ArrowDown', stroke('ArrowDown', 'shift'), false],
  ])('%s and the stroke %j', (name, event, fits) => {
    expect(matchesKey(event, name)).toBe(fits);
  });

  it('are written as they stand on the keyboard', () => {
    expect(keyCaps('Mod+k', false)).toEqual(['Ctrl', 'K']);
    expect(keyCaps('Mod+k', true)).toEqual(['⌘', 'K']);
    expect(keyCaps('Shift+ArrowDown', false)).toEqual(['⇧', '↓']);
    expect(keyCaps('j', false)).toEqual(['j']);
  });
});

describe('recent posts', () => {
  it('keep the last ones that were opened, each once', () => {
    expect(withRecentPost([3, 2, 1], 2)).toEqual([2, 3, 1]);
    expect(withRecentPost([1, 2, 3, 4, 5, 6, 7, 8], 9)).toHaveLength(8);
  });

  it.each([[null], ['{'], ['{}'], ['["a",-1,1.5]']])('are none when %j is stored', (stored) => {
    expect(parseRecentPosts(stored)).toEqual([]);
  });
});
