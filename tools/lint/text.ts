/** How a feature file must be written, besides being right: rules that need no parser. */

export interface TextFinding {
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

export const MAX_LINES = 200;

/** Long files, tabs, blanks at the end of a line, and line ends of another system. */
export function lintText(text: string): readonly TextFinding[] {
  const lines = text.split('\n');
  const last = lines.pop();
  const found = lines.flatMap((line, i): readonly TextFinding[] => [
    ...(line.includes('\r') ? [{ line: i + 1, message: 'a carriage return: lines end in LF alone' }] : []),
    ...(line.includes('\t') ? [{ line: i + 1, message: 'a tab: indent with blanks' }] : []),
    ...(/[ \t]$/.test(line.replace('\r', ''))
      ? [{ line: i + 1, message: 'blanks at the end of the line' }]
      : []),
  ]);
  return [
    ...found,
    ...(last === ''
      ? []
      : [{ line: lines.length + 1, message: 'the last line does not end in a line break' }]),
    ...(lines.length > MAX_LINES
      ? [
          {
            line: MAX_LINES + 1,
            message: `${lines.length} lines: at most ${MAX_LINES} are allowed, so split the feature`,
          },
        ]
      : []),
  ];
}
