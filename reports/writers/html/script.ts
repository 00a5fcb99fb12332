/**
 * The page's script, for browsers: filters, and unfolding what a link leads to. Without it everything is readable.
 * It builds no markup from data, so nothing in a report can become part of it.
 */
export const SCRIPT = `'use strict';
(() => {
  const form = document.getElementById('filter');
  const output = form.querySelector('output');
  const items = [...document.querySelectorAll('.item')].map((element) => ({
    element,
    machine: element.dataset.m,
    results: element.dataset.r.split(' ').map((pair) => {
      const at = pair.lastIndexOf(':');
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
    text: null,
  }));
  const groups = [...document.querySelectorAll('.group')].reverse();

  const field = (name) => form.elements.namedItem(name).value;

  function matches(item, words, machine, profile, verdict) {
    if (machine && item.machine !== machine) return false;
    const fits = ([p, v]) => (!profile || p === profile) && (!verdict || v === verdict);
    if ((profile || verdict) && !item.results.some(fits)) return false;
    if (words.length === 0) return true;
    item.text ??= (item.element.id + ' ' + item.element.textContent).toLowerCase();
    return words.every((word) => item.text.includes(word));
  }

  function filter() {
    const words = field('q').toLowerCase().split(/\\s+/).filter(Boolean);
    const chosen = [field('m'), field('p'), field('v')];
    const active = words.length > 0 || chosen.some(Boolean);
    const shown = { case: 0, requirement: 0 };
    for (const item of items) {
      const fits = matches(item, words, ...chosen);
      item.element.hidden = !fits;
      for (const kind of Object.keys(shown)) if (fits && item.element.classList.contains(kind)) shown[kind] += 1;
    }
    for (const group of groups) group.hidden = active && !group.querySelector('.item:not([hidden])');
    const told = (count, word) => count + ' ' + word + (count === 1 ? '' : 's');
    output.value = active ? told(shown.requirement, 'requirement') + ', ' + told(shown.case, 'case') : '';
  }

  // A fragment that somebody has typed may be no encoding of anything.
  function decoded(text) {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  }

  function target() {
    const element = document.getElementById(decoded(location.hash.slice(1)));
    if (!element) return;
    if (element.closest('[hidden]')) {
      form.reset();
      filter();
    }
    for (let one = element; one; one = one.parentElement) if (one.tagName === 'DETAILS') one.open = true;
    element.scrollIntoView();
  }

  let waiting = 0;
  form.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(filter, 80);
  });
  form.addEventListener('reset', () => setTimeout(filter, 0));
  form.addEventListener('submit', (event) => event.preventDefault());
  addEventListener('hashchange', target);
  addEventListener('beforeprint', () => {
    for (const one of document.querySelectorAll('.failure details')) one.open = true;
  });
  form.hidden = false;
  filter();
  target();
})();
`;
