// Makes the static files: one style sheet (the parts of the design system that our pages use, then our own), one script, pictures.
// Each name bears a digest of its content, so that it can be kept for ever; manifest.txt tells the sheets which is which.
// usage: node build.mjs SOURCE-XSLT-DIR NODE-MODULES CATALOGUE OUT-DIR. Needs node alone, no network.
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

const [xslt, modules, catalogue, out] = process.argv.slice(2);
const dsfr = join(modules, '@gouvfr/dsfr/dist');
const components = ['button', 'link', 'input', 'select', 'radio', 'checkbox', 'form', 'upload', 'alert', 'badge', 'skiplink', 'table', 'pagination', 'tag', 'footer'];
const free_fonts = 'system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",Arial,sans-serif';

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const manifest = [];

function put(name, bytes) {
  const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 12);
  const full = name.replace(/(\.[a-z]+)$/, `.${digest}$1`);
  if (existsSync(join(out, full))) return full;
  writeFileSync(join(out, full), bytes);
  if (/\.(css|js|svg)$/.test(name)) writeFileSync(join(out, full + '.gz'), gzipSync(bytes, { level: 9 }));
  manifest.push(`${name} ${full}`);
  return full;
}

// ---- which classes our sheets and scripts write: a name that ends in a hyphen is the beginning of several ----
function files(dir, end) { return existsSync(dir) ? readdirSync(dir).filter(f => f.endsWith(end)).map(f => join(dir, f)) : []; }
const sources = [...files(join(xslt, 'site'), '.xsl'), ...files(join(xslt, 'page'), '.xsl'), ...files(join(xslt, 'texts'), '.xml'), ...files(join(xslt, 'static/src'), '.js')]
  .map(f => readFileSync(f, 'utf8')).join('\n');
const used = new Set(sources.match(/fr-[a-z0-9_-]+/g));
const begun = [...used].filter(u => u.endsWith('-'));
const known = name => used.has(name) || begun.some(b => name.startsWith(b)) || /^fr-(valid|error|info|message|fieldset)/.test(name);

// ---- a reader of style sheets, just enough: rules, and rules within @media and @supports ----
function read(css) {
  css = css.replace(/\/\*[\s\S]*?\*\//g, '');
  let i = 0;
  const list = () => {
    const rules = [];
    while (i < css.length) {
      const start = i;
      let quote = '';
      while (i < css.length) {
        const c = css[i];
        if (quote) { if (c === '\\') i++; else if (c === quote) quote = ''; }
        else if (c === '"' || c === "'") quote = c;
        else if (c === '{' || c === '}' || c === ';') break;
        i++;
      }
      const head = css.slice(start, i).trim();
      if (css[i] === '}') { i++; return rules; }
      if (css[i] === ';') { i++; continue; } // @charset, @import
      if (i >= css.length) return rules;
      i++;
      if (/^@(media|supports)/.test(head)) { rules.push({ head, rules: list() }); continue; }
      const from = i;
      let depth = 1;
      quote = '';
      while (depth) {
        const c = css[i++];
        if (quote) { if (c === '\\') i++; else if (c === quote) quote = ''; }
        else if (c === '"' || c === "'") quote = c;
        else if (c === '{') depth++;
        else if (c === '}') depth--;
      }
      rules.push({ head, body: css.slice(from, i - 1).trim() });
    }
    return rules;
  };
  return list();
}

function split(selectors) { // at commas outside of brackets
  const parts = [];
  let depth = 0, from = 0;
  for (let i = 0; i < selectors.length; i++) {
    if ('(['.includes(selectors[i])) depth++;
    else if (')]'.includes(selectors[i])) depth--;
    else if (selectors[i] === ',' && !depth) { parts.push(selectors.slice(from, i)); from = i + 1; }
  }
  return [...parts, selectors.slice(from)].map(s => s.trim());
}

function wanted(selector) {
  if (/^(ol|ul|li)\b|^\[href\]|^a\[|data-fr-(theme|scheme|js|mode)|:root\[|dsfr|-ms-|::-moz-focus|fr-icon|\bfr-fi-|\[class\*?[\^*]=/.test(selector)) return false;
  const plain = selector.replace(/:not\([^)]*\)/g, '');
  return (plain.match(/\.(fr-[a-z0-9_-]+|ri-[a-z0-9-]+)/g) || []).every(c => known(c.slice(1)));
}

function prune(rules) {
  const kept = [];
  for (const r of rules) {
    if (r.rules) {
      if (/forced-colors|-ms-high-contrast/.test(r.head) && !/forced-colors/.test(r.head)) continue;
      const inner = prune(r.rules);
      if (inner.length) kept.push({ head: r.head, rules: inner });
    } else if (r.head.startsWith('@font-face')) continue; // Marianne and Spectral are not ours to give
    else if (r.head.startsWith('@')) kept.push(r);
    else {
      const heads = split(r.head).filter(wanted);
      if (heads.length && r.body) kept.push({ head: heads.join(','), body: r.body });
    }
  }
  return kept;
}

const write = rules => rules.map(r => r.rules ? `${r.head}{${write(r.rules)}}` : `${r.head}{${r.body}}`).join('');

// ---- pictures named by url() ----
function pictures(css, dir) {
  return css.replace(/url\((['"]?)([^'")]+)\1\)/g, (all, quote, target) => {
    if (target.startsWith('data:')) return all;
    const path = normalize(join(dir, target));
    return `url(${put(path.split('/').pop(), readFileSync(path))})`;
  });
}

// ---- variables nobody asks for: the design system defines over a thousand ----
function drop_variables(rules, own) {
  const text = write(rules);
  const asked = new Set();
  const ask = css => { for (const m of css.matchAll(/var\((--[a-z0-9-]+)/g)) asked.add(m[1]); };
  ask(own);
  ask(text.replace(/(^|[{;])--[a-z0-9-]+:[^;}]*/g, '$1'));
  const values = new Map(); // a variable may be set in several places: what each of them asks counts
  for (const m of text.matchAll(/[{;](--[a-z0-9-]+):([^;}]*)/g)) values.set(m[1], (values.get(m[1]) || '') + ' ' + m[2]);
  for (let before = -1; before !== asked.size;) { before = asked.size; for (const n of [...asked]) ask(values.get(n) || ''); }
  const clean = list => list.flatMap(r => {
    if (r.rules) { const inner = clean(r.rules); return inner.length ? [{ head: r.head, rules: inner }] : []; }
    const body = r.body.split(/;(?![^(]*\))/).filter(d => !/^--[a-z]/.test(d.trim()) || asked.has(d.trim().split(':')[0])).join(';');
    return body.trim() ? [{ head: r.head, body }] : [];
  });
  return clean(rules);
}

// ---- icons: those that sheets, scripts and the catalogue name ----
function icons() {
  const names = new Set([...sources.matchAll(/fr-icon-([a-z0-9-]+[a-z0-9])/g)].map(m => m[1]));
  const offered = new Set();
  if (existsSync(catalogue)) for (const m of readFileSync(catalogue, 'utf8').matchAll(/\sicon="([a-z0-9-]+)"/g)) offered.add(m[1]);
  const folders = readdirSync(join(dsfr, 'icons'), { withFileTypes: true }).filter(d => d.isDirectory()).map(d => join(dsfr, 'icons', d.name));
  const other = put('file-text-line.svg', readFileSync(join(dsfr, 'icons/document/file-text-line.svg')));
  return `[class*="gt-icon-"]{--icon:url(${other})}` + [...new Set([...names, ...offered])].sort().map(n => {
    const path = folders.flatMap(d => [join(d, `${n}.svg`), join(d, `fr--${n}.svg`)]).find(existsSync);
    if (!path && offered.has(n)) { console.error(`build.mjs: the catalogue names the icon '${n}', which the design system has not: a sheet of paper stands in`); return ''; }
    if (!path) throw new Error(`no icon '${n}' in the design system`);
    const url = put(`${n}.svg`, readFileSync(path));
    return `.fr-icon-${n},.gt-icon-${n}{--icon:url(${url})}`;
  }).join('');
}

const own = files(join(xslt, 'static'), '.css').sort().map(f => readFileSync(f, 'utf8')).join('\n').replace(/\/\*[\s\S]*?\*\//g, '').replace(/\s*\n\s*/g, '').replace(/\s*([{};,])\s*/g, '$1').replace(/:\s+/g, ':');
const parts = [['core', 'core/core.main.min.css'], ...components.map(c => [c, `component/${c}/${c}.main.min.css`])];
const pruned = parts.flatMap(([, f]) => prune(read(pictures_late(f))));
function pictures_late(f) { return readFileSync(join(dsfr, f), 'utf8').replace(/url\((['"]?)([^'")]+)\1\)/g, (all, q, t) => t.startsWith('data:') ? all : `url(${normalize(join(dirname(join(dsfr, f)), t))})`); }
let css = write(drop_variables(pruned, own)).replace(/Marianne, ?arial, ?sans-serif/gi, free_fonts).replace(/Marianne/g, 'system-ui');
css = pictures(css, '') + icons() + own.replace(/var\(--free-fonts\)/g, free_fonts);
// its licence asks that its notice goes with every copy
writeFileSync(join(out, 'LICENSE-dsfr.md'), readFileSync(join(dsfr, '../LICENSE.md')));
put('guichet.css', Buffer.from('/*! Parts of @gouvfr/dsfr, MIT licence: /static/LICENSE-dsfr.md */' + css));
put('guichet.js', Buffer.from(files(join(xslt, 'static/src'), '.js').sort().map(f => `(function () {\n'use strict';\n${readFileSync(f, 'utf8')}})();\n`).join('').replace(/^\s*\/\/.*\n/gm, '').replace(/^\s+/gm, '')));
// ---- what scripts say, a file a language; what a language lacks is said in French ----
const plain = s => s.replace(/<[^>]*>/g, '').replace(/&(lt|gt|quot|apos|amp);/g, (all, e) => ({ lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' })[e]).replace(/\s+/g, ' ').trim();
const texts = lang => files(join(xslt, 'texts'), '.xml').filter(f => f.split('/').pop().split('.')[0] === lang).map(f => readFileSync(f, 'utf8')).join('');
const words = lang => Object.fromEntries([...texts(lang).matchAll(/<text id="((?:error|script)\.[^"]+)"[^>]*>([\s\S]*?)<\/text>/g)].map(m => [m[1], plain(m[2])]));
for (const lang of new Set(files(join(xslt, 'texts'), '.xml').map(f => f.split('/').pop().split('.')[0])))
  put(`words.${lang}.js`, Buffer.from(`window.guichetWords = ${JSON.stringify({ ...words('fr'), ...words(lang) })};\n`));
for (const f of files(join(xslt, 'static'), '.svg')) put(f.split('/').pop(), readFileSync(f));
writeFileSync(join(out, 'manifest.txt'), manifest.sort().join('\n') + '\n');
