// A person without a browser: cookies, forms as they stand in the page, files. For what a browser cannot do: replay, two at once, forged ids.
'use strict';
const http = require('node:http');
const fs = require('node:fs');
const path = require('node:path');
const t = require('./lib.js');

const entities = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", '#39': "'", '#34': '"' };
const plain = (s) => s.replace(/&(#?\w+);/g, (all, e) => entities[e] ?? (/^#x/i.test(e) ? String.fromCodePoint(parseInt(e.slice(2), 16)) : /^#\d/.test(e) ? String.fromCodePoint(Number(e.slice(1))) : e === 'nbsp' ? ' ' : all));
const attr = (tag, name) => { const m = new RegExp(`\\s${name}="([^"]*)"`).exec(tag); return m ? plain(m[1]) : new RegExp(`\\s${name}(?=[\\s>/])`).test(tag) ? '' : undefined; };
const visible = (html) => plain(html.replace(/^[\s\S]*?<main/, '<main').replace(/<(script|style|head)[\s\S]*?<\/\1>/g, ' ').replace(/<[^>]*>/g, ' ')).replace(/\s+/g, ' ');

// The successful controls of the form that goes to that address, as name → value; buttons are left out.
function formOf(html, action) {
  for (const form of html.match(/<form[\s\S]*?<\/form>/g) || []) {
    const head = /<form[^>]*>/.exec(form)[0];
    if (attr(head, 'action') !== action) continue;
    const values = {};
    for (const tag of form.match(/<input[^>]*>/g) || []) {
      const name = attr(tag, 'name'), type = attr(tag, 'type') || 'text';
      if (!name || ['submit', 'button', 'file'].includes(type) || attr(tag, 'disabled') !== undefined) continue;
      if (['radio', 'checkbox'].includes(type) && attr(tag, 'checked') === undefined) continue;
      values[name] = attr(tag, 'value') ?? 'on';
    }
    for (const select of form.match(/<select[\s\S]*?<\/select>/g) || []) {
      const options = select.match(/<option[^>]*>/g) || [], chosen = options.find((o) => attr(o, 'selected') !== undefined) || options[0];
      const name = attr(/<select[^>]*>/.exec(select)[0], 'name');
      if (name && chosen) values[name] = attr(chosen, 'value') ?? '';
    }
    for (const area of form.match(/<textarea[\s\S]*?<\/textarea>/g) || []) {
      const name = attr(/<textarea[^>]*>/.exec(area)[0], 'name');
      if (name) values[name] = plain(area.replace(/<[^>]*>/g, '')).replace(/^\n/, '');
    }
    return values;
  }
  throw new Error(`no form to ${action} in: ${visible(html).slice(0, 300)}`);
}

class Person {
  constructor(base = t.at.user) { this.base = base; this.cookies = {}; }

  send(method, address, { form, parts, headers = {}, json = false, timeout = 60000 } = {}) {
    let body = null;
    const h = { Accept: json ? 'application/json' : 'text/html', 'Accept-Language': 'fr', Cookie: Object.entries(this.cookies).map(([k, v]) => `${k}=${v}`).join('; '), ...headers };
    if (form) {
      body = Buffer.from(new URLSearchParams(form).toString());
      h['Content-Type'] = 'application/x-www-form-urlencoded';
    } else if (parts) {
      const boundary = 'limite' + Math.random().toString(36).slice(2), all = [];
      for (const p of parts) all.push(Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${p.name}"${p.file ? `; filename="${p.file}"\r\nContent-Type: application/octet-stream` : ''}\r\n\r\n`), Buffer.from(p.value), Buffer.from('\r\n'));
      body = Buffer.concat([...all, Buffer.from(`--${boundary}--\r\n`)]);
      h['Content-Type'] = 'multipart/form-data; boundary=' + boundary;
    }
    if (body) h['Content-Length'] = body.length;
    return new Promise((done, fail) => {
      const request = http.request(this.base + address, { method, headers: h, timeout, agent: false, localAddress: this.localAddress }, (response) => {
        const all = [];
        response.on('data', (c) => all.push(c));
        response.on('error', fail);
        response.on('end', () => {
          for (const c of response.headers['set-cookie'] || []) { const [, k, v] = /^([^=]+)=([^;]*)/.exec(c); if (v) this.cookies[k] = v; else delete this.cookies[k]; }
          const bytes = Buffer.concat(all);
          done({ status: response.statusCode, headers: response.headers, location: (response.headers.location || '').replace(this.base, ''), bytes, get html() { return bytes.toString('utf8'); }, get text() { return visible(bytes.toString('utf8')); }, get json() { return JSON.parse(bytes.toString('utf8')); } });
        });
      });
      request.on('timeout', () => request.destroy(new Error('no answer')));
      request.on('error', fail);
      request.end(body || undefined);
    });
  }

  get(address, options) { return this.send('GET', address, options); }
  // A form of a page, with some fields changed: what a browser would send.
  async submit(page, action, changes = {}, options = {}) {
    const shown = typeof page === 'string' ? (await this.get(page)).html : page.html;
    return this.send('POST', action, { form: { ...formOf(shown, action), ...changes }, ...options });
  }
  token(html) { return /name="csrf" value="([^"]+)"/.exec(html)[1]; }

  async create(person, email, secret) {
    const [a, b] = [person.start, person.end].map((d) => d.split('-').map(Number));
    const dates = { 'start.d': a[2], 'start.m': a[1], 'start.y': a[0], 'end.d': b[2], 'end.m': b[1], 'end.y': b[0] };
    let answer = await this.submit('/', '/compte/creer', { number: person.number, ...dates });
    answer = await this.send('POST', '/compte/creer', { form: { ...formOf(answer.html, '/compte/creer'), email, email2: email } });
    if (answer.location !== '/compte/creer/enregistree') throw new Error(`account not begun: ${answer.status} ${answer.location}`);
    const link = new URL(/https?:\/\/\S+jeton=[\w-]+/.exec(await t.mailTo(email, /jeton=/))[0]);
    answer = await this.get(link.pathname + link.search);
    answer = await this.send('POST', '/compte/mot-de-passe', { form: { ...formOf(answer.html, '/compte/mot-de-passe'), password: secret, password2: secret } });
    if (answer.status !== 303) throw new Error(`account not made: ${answer.status}`);
    return link.pathname + link.search;
  }
  async signIn(login, secret) {
    const answer = await this.submit('/connexion', '/connexion', { login, password: secret });
    if (answer.status !== 303) throw new Error(`not signed in: ${answer.status} ${answer.text.slice(0, 400)}`);
    return answer;
  }

  // A draft of the renewal, answered up to the step of the files.
  async draft(person) {
    let answer = await this.submit('/demarches/titre-sejour', '/demarches/titre-sejour', { beneficiary: 'self' });
    answer = await this.submit(answer.location, '/demarches/titre-sejour/situation');
    const at = /^(\/demandes\/[\w-]{22})\//.exec(answer.location);
    if (!at) throw new Error(`no draft: ${answer.status} ${answer.location} ${answer.text.slice(0, 300)}`);
    const here = at[1], first = `${here}/etape/informations-personnelles`, second = `${here}/etape/motif`;
    answer = await this.submit(first, first, { 'informations-personnelles.contact.telephone': '0612345678', go: 'next' });
    if (answer.location !== second) throw new Error(`step 1 refused: ${answer.status}`);
    const host = person.spouse, [y, m, d] = host.birth_date.split('-').map(Number);
    const answers = { 'accueillant.nom': host.birth_name, 'accueillant.prenoms.1': host.first_names.split(' ')[0], 'accueillant.naissance.d': d, 'accueillant.naissance.m': m, 'accueillant.naissance.y': y,
      'accueillant.numero': host.foreigner_number, 'liens.situation.date-union.d': 24, 'liens.situation.date-union.m': 6, 'liens.situation.date-union.y': 2020, 'liens.situation.pays-union': 'FR',
      'liens.enfants.a-charge': 'no', 'liens.enfants.a-charge-conjoint': 'no', 'attestation.polygamie': 'yes', 'attestation.sanctions': 'yes' };
    answer = await this.submit(second, second, { ...Object.fromEntries(Object.entries(answers).map(([k, v]) => ['motif.' + k, v])), go: 'next' });
    if (answer.location !== `${here}/etape/justificatifs`) throw new Error(`step 2 refused: ${answer.status} ${answer.text.slice(0, 600)}`);
    return here;
  }
  async join(here, justificatif, file, options = {}) {
    const step = `${here}/etape/justificatifs`, page = options.page || await this.get(step);
    return this.send('POST', `${here}/justificatifs/${justificatif}/fichier`, { parts: [...Object.entries(formOf(page.html, step)).map(([name, value]) => ({ name, value })), { name: 'file.' + justificatif, file: options.name || path.basename(file), value: fs.readFileSync(file) }], ...options });
  }
  async remove(here, address) {
    const step = `${here}/etape/justificatifs`;
    return this.send('POST', address, { form: formOf((await this.get(step)).html, step) });
  }
  // Everything there: only the deposit is left.
  async ready(person, files) {
    const here = await this.draft(person), step = `${here}/etape/justificatifs`;
    for (const [j, f] of [['nationalite', files.pdf('passeport.pdf')], ['domicile', files.png('facture.png')], ['mariage', files.pdf('acte.pdf')], ['communaute-de-vie', files.pdf('declaration.pdf')]]) {
      const answer = await this.join(here, j, f);
      if (answer.status !== 303) throw new Error(`file refused: ${j} ${answer.status} ${answer.text.slice(0, 300)}`);
    }
    const page = await this.get(step), name = Object.keys(formOf(page.html, step)).find((n) => /ephoto/.test(n));
    let answer = await this.submit(page, step, { [name]: t.ephoto(), confirm: name });
    answer = await this.submit(step, step, { go: 'next' });
    if (answer.location !== `${here}/depot`) throw new Error(`step 3 refused: ${answer.status} ${answer.text.slice(0, 600)}`);
    return here;
  }
  async depositForm(here) { return { ...formOf((await this.get(`${here}/depot`)).html, `${here}/depot`), go: 'next' }; }
}

module.exports = { Person, formOf, visible };
