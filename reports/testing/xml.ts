/** A strict reader for the small part of XML 1.0 that junit.xml is written in; anything else is refused. */
import assert from 'node:assert/strict';

export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** Its own text, without that of its children. */
  readonly text: string;
}

const FORBIDDEN = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;
const TOKEN = /<\/(\w+)>|<(\w+)((?: \w+="[^"<]*")*)(\/?)>|([^<]+)/y;

/** @throws AssertionError where it is not well-formed, or more than this reader knows */
export function readXml(xml: string): XmlElement {
  assert.doesNotMatch(xml, FORBIDDEN);
  const head = '<?xml version="1.0" encoding="UTF-8"?>\n';
  assert.ok(xml.startsWith(head));
  const root = { name: '', attributes: {}, children: [] as XmlElement[], text: '' };
  const open = [root];
  TOKEN.lastIndex = head.length;
  while (TOKEN.lastIndex < xml.length) {
    const at = TOKEN.lastIndex;
    const [, closed, name, attributes = '', empty, text] =
      TOKEN.exec(xml) ?? assert.fail(`at ${xml.slice(at, at + 80)}`);
    const top = open.at(-1) ?? assert.fail('text after the root');
    if (text !== undefined) top.text += decoded(text);
    if (closed !== undefined) assert.equal(open.pop()?.name, closed);
    if (name === undefined) continue;
    const element = { name, attributes: attributesOf(attributes), children: [], text: '' };
    top.children.push(element);
    if (empty === '') open.push(element);
  }
  assert.deepEqual([open.length, root.children.length, root.text.trim()], [1, 1, '']);
  return root.children[0] as XmlElement;
}

function attributesOf(text: string): Readonly<Record<string, string>> {
  const pairs = [...text.matchAll(/ (\w+)="([^"]*)"/g)].map(
    ([, name = '', value = '']) => [name, decoded(value)] as const,
  );
  assert.equal(new Set(pairs.map(([name]) => name)).size, pairs.length, 'an attribute stands once');
  return Object.fromEntries(pairs);
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function decoded(text: string): string {
  assert.ok(!text.includes(']]>'));
  return text.replace(
    /&([^;]*;)?/g,
    (entity, name = '') => ENTITIES[String(name).slice(0, -1)] ?? assert.fail(entity),
  );
}
