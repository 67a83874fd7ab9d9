import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runAtOnce } from '../../../renderer/post/body/slices.ts';
import { prettyXml } from '../../../renderer/post/body/xml-pretty.ts';
import { xmlTokens } from '../../../renderer/post/body/xml-tokens.ts';

const pretty = (text: string) => runAtOnce(prettyXml(text));

const anyXml = fc
  .array(
    fc.constantFrom(
      '<a>',
      '</a>',
      '<b x="1>">',
      '</b>',
      '<c/>',
      'text',
      ' ',
      '<!--',
      '-->',
      '<![CDATA[',
      ']]>',
      '<?x',
      '?>',
      '<',
      '>',
      '<!DOCTYPE a [',
      ']',
      '"',
    ),
  )
  .map((pieces) => pieces.join(''));

describe('the pieces of XML', () => {
  it('joined are the text, whatever it is', () => {
    fc.assert(
      fc.property(anyXml, (text) => {
        expect([...xmlTokens(text)].map(({ start, end }) => text.slice(start, end)).join('')).toBe(text);
      }),
    );
  });

  it('are told apart', () => {
    const text = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "<c>">]><a d=">"><!-- <e> -->x<![CDATA[<f>]]><g/></a>';
    expect([...xmlTokens(text)].map(({ type }) => type)).toEqual([
      'instruction',
      'doctype',
      'open',
      'comment',
      'text',
      'cdata',
      'empty',
      'close',
    ]);
  });

  it('cost no more than the length of the text', () => {
    const opened = '<a b="'.repeat(200_000);
    expect([...xmlTokens(opened)].at(-1)?.type).toBe('broken');
    expect([...xmlTokens('<!--'.repeat(200_000))]).toHaveLength(1);
  });
});

describe('pretty XML', () => {
  it('has a tag per line, and leaves text as it came', () => {
    expect(pretty('<?xml version="1.0"?><a><b>one  two</b><c><d/></c><e></e><f>x <b>y</b> z</f></a>').text).toBe(
      [
        '<?xml version="1.0"?>',
        '<a>',
        '  <b>one  two</b>',
        '  <c>',
        '    <d/>',
        '  </c>',
        '  <e></e>',
        '  <f>x <b>y</b> z</f>',
        '</a>',
      ].join('\n'),
    );
  });

  it('expands nothing and says that there is a DOCTYPE', () => {
    const bomb = '<!DOCTYPE a [<!ENTITY x "lol"><!ENTITY y "&x;&x;">]><a>&y;</a>';
    const { text, doctype, fault } = pretty(bomb);
    expect([doctype, fault]).toEqual(['entities', null]);
    expect(text).toContain('<a>&y;</a>');
    expect(pretty('<!DOCTYPE html><a/>').doctype).toBe('plain');
    expect(pretty('<a/>').doctype).toBeNull();
  });

  it.each<[string, number, RegExp]>([
    ['<a><b></a>', 6, /<\/a> stands where <b> is open/],
    ['<a>', 0, /<a> is not closed/],
    ['</a>', 0, /nothing is open/],
    ['<a><!-- x', 3, /comment is not closed/],
    ['<a b="', 0, /tag is not closed/],
    ['<a>1 < 2</a>', 5, /begins no tag/],
  ])('%j is damaged at %i', (text, at, what) => {
    const { fault } = pretty(text);
    expect(fault?.at).toBe(at);
    expect(fault?.what).toMatch(what);
  });

  it('changes nothing but blanks between tags, whatever the text is', () => {
    fc.assert(
      fc.property(anyXml, (text) => {
        const bare = (value: string) => value.replace(/\s/g, '');
        expect(bare(pretty(text).text)).toBe(bare(text));
      }),
    );
  });

  it('stays small however deep it is', () => {
    const text = '<a>'.repeat(20_000);
    expect(pretty(text).text.length).toBeLessThan(text.length * 40);
  });
});
