import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type JsonNode, jsonNodes, mostDepth, mostNodes, textOf } from '../../../renderer/post/body/json-nodes.ts';
import { asDouble, jsonPath, openNodes } from '../../../renderer/post/body/json-path.ts';
import { prettyJson } from '../../../renderer/post/body/json-pretty.ts';
import { runAtOnce } from '../../../renderer/post/body/slices.ts';

const read = (text: string) => runAtOnce(jsonNodes(text));
const pretty = (text: string) => runAtOnce(prettyJson(text));
const rows = (text: string) =>
  read(text).nodes.map((node) => `${node.key ?? node.index}=${text.slice(node.start, node.end)}`);

/** What the nodes say the text holds. */
function heldBy(text: string, nodes: readonly JsonNode[], at: number): unknown {
  const node = nodes[at] as JsonNode;
  if (node.kind !== 'object' && node.kind !== 'list') return JSON.parse(text.slice(node.start, node.end));
  const children: number[] = [];
  for (let child = at + 1; child < node.next; child = (nodes[child] as JsonNode).next) children.push(child);
  expect(children).toHaveLength(node.size);
  if (node.kind === 'list') return children.map((child) => heldBy(text, nodes, child));
  return Object.fromEntries(children.map((child) => [(nodes[child] as JsonNode).key, heldBy(text, nodes, child)]));
}

describe('the nodes of JSON', () => {
  it('are all values, spelled as they came', () => {
    expect(rows('{"a":9007199254740993,"b":[1.10,-0,1e400],"c":{}}').slice(1)).toEqual([
      'a=9007199254740993',
      'b=[1.10,-0,1e400]',
      '0=1.10',
      '1=-0',
      '2=1e400',
      'c={}',
    ]);
  });

  it('keep names that come twice, and mark them', () => {
    const { nodes } = read('{"a":1,"b":2,"a":3}');
    expect(nodes.slice(1).map(({ key, repeated }) => [key, repeated])).toEqual([
      ['a', true],
      ['b', false],
      ['a', true],
    ]);
  });

  it.each<[string, number, RegExp]>([
    ['{"a":1,}', 6, /comma stands before the end/],
    ['[1,,2]', 3, /a value is expected, not ","/],
    ['{"a" 1}', 5, /":" is missing/],
    ['{a:1}', 1, /name in quotes is expected/],
    ['[1', 2, /ends before the JSON does/],
    ['"open', 0, /not closed by a quote/],
    ['[1] x', 4, /more text follows/],
    ['[NaN]', 1, /a word stands there/],
    ['', 0, /ends before/],
    ['[1}', 2, /comma or the end of the list/],
  ])('%j is damaged at %i', (text, at, what) => {
    const { fault } = read(text);
    expect(fault?.at).toBe(at);
    expect(fault?.what).toMatch(what);
  });

  it('are those before the damage', () => {
    expect(read('{"a":1,"b":[2,,3]}').nodes.map(({ key, kind }) => [key, kind])).toEqual([
      [null, 'object'],
      ['a', 'number'],
      ['b', 'list'],
      [null, 'number'],
    ]);
  });

  it('take masked values for values', () => {
    expect(read('{"password":"••••••","pin":••••••,"b":1}')).toMatchObject({ fault: null, nodes: { length: 4 } });
  });

  it('go a bounded way down, and on behind', () => {
    const deep = mostDepth + 20;
    const { nodes, fault } = read(`[${'['.repeat(deep)}${']'.repeat(deep)},1]`);
    expect(fault).toBeNull();
    expect(nodes.find(({ kind }) => kind === 'deep')?.depth).toBe(mostDepth);
    expect(nodes.at(-1)).toMatchObject({ kind: 'number', depth: 1 });
  });

  it('are bounded in number, and say so', () => {
    const { nodes, full } = read(`[${'0,'.repeat(mostNodes)}0]`);
    expect([nodes.length, full, nodes[0]?.next]).toEqual([mostNodes, true, mostNodes]);
  });

  it('stand 100,000 brackets', () => {
    expect(read('['.repeat(100_000)).fault?.what).toMatch(/ends before/);
    expect(pretty('['.repeat(100_000)).length).toBeLessThan(100_000 * 90);
  });

  it('hold what JSON.parse finds, for any value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), fc.constantFrom(undefined, 1, '\t'), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        const { nodes, fault } = read(text);
        expect(fault).toBeNull();
        expect(JSON.stringify(heldBy(text, nodes, 0))).toBe(JSON.stringify(JSON.parse(text)));
      }),
    );
  });

  it('find a fault exactly where JSON.parse does, whatever is broken', () => {
    fc.assert(
      fc.property(
        fc.json({ maxDepth: 3 }),
        fc.nat(),
        fc.constantFrom('', ',', '}', ']', '"', 'x', '1'),
        (json, at, put) => {
          const place = at % (json.length + 1);
          const text = json.slice(0, place) + put + json.slice(place + 1);
          let valid = true;
          try {
            JSON.parse(text);
          } catch {
            valid = false;
          }
          // Escapes and control characters inside texts are not looked at here.
          if (valid) expect(read(text).fault).toBeNull();
          else if (!/\\|\p{Cc}/u.test(text)) expect(read(text).fault).not.toBeNull();
        },
      ),
    );
  });
});

describe('pretty JSON', () => {
  it('has a value per line and changes none', () => {
    expect(pretty('{"a":1.10,"b":[1,{"c":"x, y"}],"d":{},"e":[]}')).toBe(
      '{\n  "a": 1.10,\n  "b": [\n    1,\n    {\n      "c": "x, y"\n    }\n  ],\n  "d": {},\n  "e": []\n}',
    );
  });

  it('loses nothing of damaged JSON but blanks', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('{', '}', '[', ']', ',', ':', '"', 'a', '1', '\\', ' ') }),
        (text) => {
          const bare = (value: string) => value.replace(/[\s]/g, '');
          expect(bare(pretty(text))).toBe(bare(text));
        },
      ),
    );
  });

  it('is what JSON.stringify writes, for any value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        expect(pretty(JSON.stringify(value))).toBe(JSON.stringify(value, null, 2));
      }),
    );
  });
});

describe('around the nodes', () => {
  it('paths name a value as the Fields tab does', () => {
    const { nodes } = read('{"message":{"parts":[{"id":1}]},"a.b":2,"":3}');
    expect(nodes.map((_, at) => jsonPath(nodes, at))).toEqual([
      '',
      'message',
      'message.parts',
      'message.parts[0]',
      'message.parts[0].id',
      '["a.b"]',
      '[""]',
    ]);
  });

  it('numbers that doubles cannot hold are known', () => {
    expect(asDouble('9007199254740993')).toBe('9007199254740992');
    expect(asDouble('1e400')).toBe('Infinity');
    for (const kept of ['1.10', '0', '-12', '9007199254740991', '1e3', '100000000000000000000']) {
      expect(asDouble(kept)).toBeNull();
    }
  });

  it('what is inside a closed container is not on screen', () => {
    const { nodes } = read('[[1,[2]],3]');
    expect(openNodes(nodes, new Set())).toEqual([0, 1, 2, 3, 4, 5]);
    expect(openNodes(nodes, new Set([1]))).toEqual([0, 1, 5]);
    expect(openNodes(nodes, new Set([0]))).toEqual([0]);
  });

  it('texts are read, and kept as they stand where their escapes are wrong', () => {
    expect(textOf('"caf\\u00e9"')).toBe('café');
    expect(textOf('"a\\xb"')).toBe('a\\xb');
  });
});
