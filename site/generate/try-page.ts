/** The page on which the models are stepped; what it shows is drawn in the browser. */

/** The text of the page's file. */
export function tryPage(): string {
  return [
    '---',
    'title: "Step the model"',
    'aside: false',
    'sidebar: false',
    'pageClass: wide-page',
    '---',
    '',
    '# Step the model',
    '',
    '<TryIt />',
    '',
    '<noscript>To step the model here the page needs JavaScript; everything else can be read without.</noscript>',
    '',
  ].join('\n');
}
