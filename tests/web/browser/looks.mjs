// What each page is judged by, in the page itself. Every function gives a list of what is wrong.

export const overflow = () => {
  const page = document.documentElement;
  return page.scrollWidth > page.clientWidth ? [`scrolls sideways: ${page.scrollWidth} > ${page.clientWidth}`] : [];
};

// What a finger has to hit: 44 CSS pixels high and wide (WCAG 2.2, 2.5.5). A box counts with its label.
export const smallTargets = () => {
  const wrong = [];
  for (const element of document.querySelectorAll('button, input:not([type=hidden]), select, textarea, summary, a.go')) {
    if (element.closest('.ordered .first')) continue; // out of sight: the list is ordered by its buttons
    const box = ['checkbox', 'radio'].includes(element.type) ? element.closest('label') : element;
    const details = element.closest('details:not([open])');
    if (!box || (details && element.tagName !== 'SUMMARY')) continue;
    const { width, height } = box.getBoundingClientRect();
    if (width < 43.9 || height < 43.9)
      wrong.push(`small target ${element.tagName} ${element.name || element.textContent.trim()}: ${width}x${height}`);
  }
  return wrong;
};

export const unlabelled = () => [...document.querySelectorAll('input:not([type=hidden]), select, textarea')]
  .filter((field) => field.labels.length === 0).map((field) => `no label: ${field.name}`);

// The focus has to be seen, and to go down the page as the eye does.
export const focused = () => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  // In the scale and the ordered list another element is drawn for the field.
  const drawn = element.matches('.scale input') ? element.nextElementSibling : element;
  const style = getComputedStyle(drawn);
  const all = [...document.querySelectorAll('*')];
  return { at: all.indexOf(element), what: `${element.tagName} ${element.id || element.name || element.textContent.trim()}`,
    seen: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 };
};
