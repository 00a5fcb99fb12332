/** Text that tries to break out of every format, and a report that is full of it. */
import type { Envelope } from '@cucumber/messages';
import type { Conformance } from '../report-types';
import { messages, reportOf } from './sample-run';

export const HOSTILE = [
  '</script><script>alert(1)</script>',
  '<img src=x onerror=alert(1)> &amp; &nonsense; &#0; "quoted" \'single\'',
  ']]> <!-- --> <?xml?>',
  'a | b ` c `` d ``` e * _ [l](javascript:alert(1)) @user #1 https://example.org www.example.org',
  '\x1b[31mred\x1b[0m \x1b]0;title\x07 \x9b2J',
  'NUL \x00 bell \x07 half \ud800 other \udc00 last \ufffe \uffff',
  'reversed \u202e\u2066 mark \u200f zero\u200bwidth \u2028 \u2029 \ufeff',
  'ok 1 fake\nnot ok 2 fake # SKIP\n1..0\nKTAP version 1\nBail out!',
  '\r\n```\n</details>\n| --- |\n# heading',
  '${process.exit(0)} {{x}} %s %n $(reboot) `reboot`',
].join(' ');

/** Each of its strings that comes from outside holds all of it. */
export function hostileRun(): { readonly envelopes: readonly Envelope[]; readonly report: Conformance } {
  const name = HOSTILE.replace(/[\r\n]/g, ' ');
  const feature = `@syndbg\nFeature: ${name}\n  ${name}\n\n  Rule: ${name}\n\n    @syndbg.x @SYNDBG-05\n    Example: ${name}\n      Given ${name}\n        | ${name.replaceAll('|', '/')} |\n`;
  const envelopes = messages(
    () => ({
      verdicts: [
        {
          profile: 'v6',
          verdict: 'fail',
          message: `${HOSTILE}\ncontrol: expected 0x5, got 0x4 (bit 0 differs)\nname: expected "${HOSTILE}", got "x"`,
          step: HOSTILE,
          broken: ['SYNDBG-05', HOSTILE],
          trace: [
            {
              op: { op: HOSTILE, [HOSTILE]: HOSTILE },
              outcome: { outcome: 'ok', events: [{ event: HOSTILE }] },
            },
          ],
          reproducer: { seed: 1, path: HOSTILE, scenario: HOSTILE },
        },
        { profile: 'upstream', verdict: 'inapplicable', message: HOSTILE },
        { profile: HOSTILE, verdict: 'error', message: HOSTILE },
      ],
    }),
    feature,
  );
  const offer = {
    machine: 'syndbg',
    profile: 'v6',
    capabilities: [HOSTILE],
    choices: { [HOSTILE]: HOSTILE },
  };
  const subject = { name: HOSTILE, version: HOSTILE, machines: [offer] };
  const findings = [{ kind: 'harness', message: HOSTILE }];
  return { envelopes, report: reportOf(envelopes, { subject, findings, exit: 1 }) };
}

/** What must be in no report: what acts on a terminal or reverses the reading order, and halves of characters. */
export const UNSAFE =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
