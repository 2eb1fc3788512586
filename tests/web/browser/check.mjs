// check.mjs PAGES SCREENSHOTS: opens every page in light and dark, narrow and wide, and judges it: axe-core, the
// policy, sideways scrolling, targets, the keyboard's way, and what the script does. Ends with 1 on any finding.
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { focused, overflow, smallTargets, unlabelled } from './looks.mjs';
import { serve } from './serve.mjs';

const [pages, screenshots] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const names = readdirSync(pages).filter((name) => name.endsWith('.html')).map((name) => name.slice(0, -5)).sort();
const findings = [];
let checked = 0;
const find = (name, what) => {
  findings.push(`${name}: ${what}`);
  console.log(findings.at(-1));
};

const server = await serve(pages);
const base = `http://127.0.0.1:${server.address().port}`;
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] });

async function open(context, name) {
  const page = await context.newPage();
  page.on('pageerror', (error) => find(name, `script: ${error.message}`));
  page.on('console', (message) => {
    // A page that is itself an error is one to the console, too.
    if (message.type() === 'error' && !message.text().includes('Failed to load resource')) find(name, message.text());
  });
  page.on('request', (request) => { if (!request.url().startsWith(base)) find(name, `asks ${request.url()}`); });
  await page.goto(`${base}/${name}`);
  return page;
}

async function judgeWithAxe(page, name) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run({ resultTypes: ['violations'] }));
  for (const v of violations)
    find(name, `axe ${v.impact} ${v.id}: ${v.help} (${v.nodes.slice(0, 3).map((n) => n.target.join(' ')).join(', ')})`);
}

async function judgeKeyboard(page, name) {
  let last = -1;
  for (let i = 0; i < 80; ++i) { // more stops than any page has
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(focused);
    if (!stop || stop.at < last) break; // round again
    if (!stop.seen) find(name, `focus is not seen on ${stop.what}`);
    if (stop.at === last && !stop.what.includes('date') && !stop.what.includes('quiet')) break;
    last = stop.at;
  }
  const stops = await page.evaluate(() => document.querySelectorAll('button, input:not([type=hidden]), a[href]').length);
  if (stops > 0 && last < 0) find(name, 'the keyboard reaches nothing');
}

for (const width of [320, 360, 1280]) {
  for (const colorScheme of ['light', 'dark']) {
    const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme, reducedMotion: 'reduce' });
    for (const name of names) {
      const english = name.startsWith('en-');
      // The longest words matter where it is narrow: the other languages are judged at 360 in light only.
      if (!english && (width !== 360 || colorScheme === 'dark')) continue;
      if (width === 320 && colorScheme === 'dark') continue;
      // Pages of troubles differ in words only.
      const whole = english && (!name.includes('trouble') || name === 'en-trouble_expired');
      const page = await open(context, name);
      ++checked;
      for (const what of [...await page.evaluate(overflow), ...await page.evaluate(smallTargets),
        ...await page.evaluate(unlabelled)]) find(`${name} ${width}`, what);
      if (width === 360 && whole) await judgeWithAxe(page, `${name} ${width} ${colorScheme}`);
      if (width === 360 && colorScheme === 'light' && whole) await judgeKeyboard(page, name);
      if (width !== 320 && whole) {
        await page.evaluate(() => { document.activeElement.blur(); window.scrollTo(0, 0); });
        await page.screenshot({ path: join(screenshots, `${name}-${width}-${colorScheme}.png`), fullPage: true });
      }
      await page.close();
    }
    await context.close();
  }
}

// The script: order by button and by keyboard, the note about what is not saved.
const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
const page = await open(context, 'en-preferences');
const first = () => page.evaluate(() => document.querySelector('input[name=first]:checked').value);
const note = () => page.isVisible('[data-unsaved]');
if (await first() !== 'email' || await note()) find('script', 'the page begins with e-mail first and nothing unsaved');
await page.click('[data-order] li:nth-child(2) button');
if (await first() !== 'sms') find('script', 'the button does not move a channel up');
if (!await note()) find('script', 'a change is not called unsaved');
await page.focus('[data-order] li:nth-child(1) input[type=checkbox]');
await page.keyboard.press('Alt+ArrowDown');
if (await first() !== 'email') find('script', 'Alt and arrow do not move a channel down');
if (!(await page.textContent('[data-live]')).includes('2')) find('script', 'a move is not said aloud');
await page.dragAndDrop('[data-order] li:nth-child(2)', '[data-order] li:nth-child(1)', { targetPosition: { x: 200, y: 4 } });
if (await first() !== 'sms') find('script', 'dragging does not move a channel');
await page.fill('#f_pause_date', '2027-02-01');
if (!await page.isChecked('#pause_date')) find('script', 'a day does not tick its pause');
await context.close();

// Without it, everything is still there.
const plain = await browser.newContext({ viewport: { width: 360, height: 800 }, javaScriptEnabled: false });
const still = await open(plain, 'en-preferences');
if (!await still.isVisible('label[for=first_sms]')) find('no script', 'the first channel can not be chosen');
await plain.close();

await browser.close();
server.close();
console.log(`${checked} pages looked at, ${findings.length} findings`);
process.exit(findings.length === 0 && checked > 0 ? 0 : 1);
