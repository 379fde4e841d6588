// People and files as they also are: wrong files, second clicks, two tabs, forged ids, guessed passwords, sessions that end too soon.
'use strict';
const { test, after } = require('node:test');
const assert = require('node:assert/strict');
const t = require('./lib.js');
const road = require('./road.js');
const files = require('./files.js');
const { Person, formOf } = require('./raw.js');

const by = (number) => t.demo.titles.find((p) => p.number === number);
const first = t.newPerson(), second = t.newPerson(), third = by('9903111185');
const secret = road.password;
const mailOf = (p) => `hostile-${process.pid}-${p.number}@exemple.fr`;
const made = new Map();
after(() => t.closeAll());

// An account each, made when first needed.
async function signedIn(person) {
  const me = new Person();
  if (person.account) {
    await me.signIn(person.account.login, person.account.password);
    return me;
  }
  if (!made.has(person)) made.set(person, new Person().create(person, mailOf(person), secret));
  await made.get(person);
  await me.signIn(person.foreigner_number, secret);
  return me;
}
// The same session in a browser.
async function browserOf(me, options = {}) {
  const page = await t.open(options);
  await page.context().addCookies(Object.entries(me.cookies).map(([name, value]) => ({ name, value, url: t.at.user })));
  return page;
}

const MOST = 10485760;
const wrong = [
  ['a virus in a PDF', () => files.eicarPdf('virus.pdf'), /antivirus/],
  ['a virus with the name of a PDF', () => files.eicarBare('seul.pdf'), /pas du format attendu|antivirus/],
  ['a virus in the comment of a picture', () => files.eicarPng('virus.png'), /antivirus/],
  ['a virus behind a picture', () => files.eicarAfter('derriere.png'), /antivirus|autre chose que le document/],
  ['a virus in an archive', () => files.eicarZip('archive.pdf'), /pas du format attendu|antivirus/],
  ['a text with the name of a PDF', () => files.text('notes.pdf'), /pas du format attendu/],
  ['a word processor\'s file with the name of a picture', () => files.zip('lettre.jpg'), /pas du format attendu/],
  ['a photo of a phone in HEIC', () => files.heic('IMG_0001.jpg'), /HEIC/],
  ['an empty file', () => files.empty('vide.pdf'), /vide/],
  ['half a PDF', () => files.cutPdf('moitie.pdf'), /incomplet|abîmé/],
  ['half a picture', () => files.cutJpeg('moitie.jpg'), /incomplet|abîmé/],
  ['a PDF with a password', () => files.lockedPdf('protege.pdf'), /mot de passe/],
  ['a PDF with a program in it', () => files.activePdf('actif.pdf'), /programme/],
  ['one byte more than ten megabytes', () => files.pdfOf('trop.pdf', MOST + 1), /trop gros/],
];

for (const [name, scripts] of [['with scripts', true], ['without scripts', false]]) {
  test(`wrong files are refused in words where they were joined, the rest stays, ${name}`, async () => {
    const me = await signedIn(first), here = await me.draft(first);
    const page = await browserOf(me, scripts ? {} : { javaScriptEnabled: false });
    await t.told(page, async () => {
      await page.goto(`${t.at.user}${here}/etape/justificatifs`);
      const place = page.getByRole('region', { name: /Justificatif de nationalité/ });
      const put = async (file) => {
        await place.locator('input[type=file]').setInputFiles(file);
        if (!scripts) await place.getByRole('button', { name: 'Envoyer le fichier' }).click();
      };
      await put(files.png('d-abord.png'));
      await place.getByText('d-abord.png').first().waitFor();
      if (scripts) await page.getByLabel('Numéro ephoto', { exact: false }).fill('A1B2C3D4E5F6G7H8I9J0K1');
      for (const [what, make, says] of wrong) {
        await put(make());
        await place.getByText(says).first().waitFor({ timeout: 12000 }).catch(() => { throw new Error(`${what}: not refused in words`); });
        await place.getByText('d-abord.png').first().waitFor();
        assert.equal(await place.locator('[data-document]').count(), 1, `${what}: nothing was joined`);
        if (what === 'a photo of a phone in HEIC') await t.accessible(page, `refused file ${name}`);
      }
      if (scripts) assert.equal(await page.getByLabel('Numéro ephoto', { exact: false }).inputValue(), 'A1B2C3D4E5F6G7H8I9J0K1');
      await put(files.pdfOf('juste.pdf', MOST));
      await place.locator('[data-document]').getByText('juste.pdf').first().waitFor();
      await put(files.jpeg('troisieme.jpg'));
      await place.locator('[data-document]').getByText('troisieme.jpg').first().waitFor();
      if (scripts) {
        await put(files.png('quatrieme.png'));
        await place.getByText(/nombre de fichiers permis : 3/).first().waitFor();
      } else {
        assert.equal(await place.locator('input[type=file]').count(), 0, 'no fourth one is offered');
      }
      await page.reload();
      assert.equal(await place.locator('[data-document]').count(), 3);
      await place.locator('[data-document]').first().getByRole('button', { name: /supprimer/i }).click();
      await t.waitFor('the file to go', async () => await place.locator('[data-document]').count() === 2);
    });
    assert.deepEqual(page.problems, []);
    await page.context().close();
  });
}

test('four files are three, also when they come at once', async () => {
  const me = await signedIn(first), here = await me.draft(first), page = await me.get(`${here}/etape/justificatifs`);
  const answers = await Promise.all([1, 2, 3, 4, 5].map((i) => me.join(here, 'nationalite', files.pdf(`en-meme-temps-${i}.pdf`), { page })));
  assert.deepEqual(answers.map((a) => a.status).sort(), [303, 303, 303, 422, 422]);
  for (const a of answers.filter((one) => one.status === 422)) assert.match(a.text, /nombre de fichiers permis : 3/);
});

const DEPOSITS = 200;
test(`a request is deposited once: ${DEPOSITS} times at once, a second click, a replay, going back`, async () => {
  const me = await signedIn(second), here = await me.ready(second, files);
  const id = here.split('/')[2], hex = Buffer.from(id, 'base64url').toString('hex');
  const form = await me.depositForm(here);
  const answers = await Promise.all(Array.from({ length: DEPOSITS }, () => me.send('POST', `${here}/depot`, { form })));
  for (const a of answers) assert.equal(a.location, `${here}/confirmation`, `${a.status} ${a.text}`);
  assert.equal((await me.send('POST', `${here}/depot`, { form })).location, `${here}/confirmation`);
  assert.equal((await me.get(`${here}/depot`)).location, `${here}?m=already-deposited`);
  const number = /\d{4} ?\d{8} ?\d{7}/.exec((await me.get(`${here}/confirmation`)).text)[0].replace(/ /g, '');
  assert.deepEqual(t.sql(`SELECT state, number FROM dossier WHERE id = 0x${hex}`), [['deposited', number]]);
  assert.deepEqual(t.sql(`SELECT COUNT(*) FROM paper WHERE dossier = 0x${hex}`), [['1']]);
  assert.deepEqual(t.sql(`SELECT COUNT(*) FROM journal WHERE dossier = 0x${hex} AND verb = 'deposit'`), [['1']]);
  await t.mailTo(mailOf(second), /enregistrée/);
  assert.equal(t.mails(mailOf(second)).map(t.mailText).filter((m) => /confirmation du dépôt/i.test(m)).length, 1, 'one mail');
  // what was deposited is not changed by what comes late
  const late = await me.send('POST', `${here}/etape/motif`, { form: { csrf: form.csrf, version: form.version, 'motif.accueillant.nom': 'AUTRE' } });
  assert.equal(late.location, `${here}?m=already-deposited`);
  assert.equal((await me.join(here, 'nationalite', files.pdf('tard.pdf'), { page: { html: `<form action="${here}/etape/justificatifs"><input type="hidden" name="csrf" value="${form.csrf}"></form>` }, json: true })).status, 409);
});

test('a double click on « Déposer la demande » deposits once', async () => {
  const me = await signedIn(second), here = await me.ready(second, files);
  const page = await browserOf(me);
  await page.goto(`${t.at.user}${here}/depot`);
  await page.getByRole('button', { name: 'Déposer la demande' }).dblclick();
  await t.waitFor('the confirmation', async () => /\/confirmation$/.test(page.url()));
  const hex = Buffer.from(here.split('/')[2], 'base64url').toString('hex');
  assert.deepEqual(t.sql(`SELECT COUNT(*) FROM journal WHERE dossier = 0x${hex} AND verb = 'deposit'`), [['1']]);
  await page.context().close();
});

test('two tabs on one draft: what both said is shown, nothing is overwritten unseen', async () => {
  const me = await signedIn(first), here = await me.draft(first), step = `${here}/etape/informations-personnelles`, field = 'informations-personnelles.contact.telephone';
  const tabs = [await me.get(step), await me.get(step)].map((page) => formOf(page.html, step));
  assert.equal((await me.send('POST', step, { form: { ...tabs[0], [field]: '0611111111', go: 'next' } })).status, 303);
  const clash = await me.send('POST', step, { form: { ...tabs[1], [field]: '0622222222', go: 'next' } });
  assert.equal(clash.status, 409);
  assert.match(clash.text, /06 ?11 ?11 ?11 ?11|0611111111|\+33611111111/, 'what the other tab said');
  assert.match(clash.html, /06 ?22 ?22 ?22 ?22|0622222222|\+33622222222/, 'what was typed here');
  assert.match((await me.get(step)).html, /0611111111|\+33611111111|06 ?11 ?11 ?11 ?11/, 'kept as it was until the person chooses');
  // dates, choices and boxes are noticed like text
  const other = `${here}/etape/motif`, day = 'motif.liens.situation.date-union.d';
  const two = [await me.get(other), await me.get(other)].map((page) => formOf(page.html, other));
  assert.equal((await me.send('POST', other, { form: { ...two[0], [day]: '23', go: 'next' } })).status, 303);
  const days = await me.send('POST', other, { form: { ...two[1], [day]: '25', go: 'next' } });
  assert.equal(days.status, 409);
  assert.match(days.text, /23 ?(\/06\/|juin )2020/);
  const page = await browserOf(me);
  await page.goto(t.at.user + step);
  await me.submit(step, step, { [field]: '0633333333', go: 'next' });
  await page.getByLabel('Téléphone', { exact: false }).fill('0644444444');
  await page.getByRole('button', { name: 'Enregistrer et poursuivre' }).click();
  await t.waitFor('the page of the clash', async () => /0633333333|06 33 33 33 33|\+33633333333/.test(await page.locator('main').innerText()));
  await t.accessible(page, 'conflict');
  await page.getByRole('button', { name: 'Enregistrer et poursuivre' }).click();
  await page.getByText('Je renseigne mon motif de séjour').first().waitFor();
  await page.context().close();
});

test('what the page itself has saved a moment ago is not taken for another tab, however slow the answer', async () => {
  const me = await signedIn(first), here = await me.draft(first), step = `${here}/etape/informations-personnelles`, page = await browserOf(me);
  await page.goto(t.at.user + step);
  await page.route('**/champ', async (route) => {
    const answer = await route.fetch();
    await new Promise((done) => setTimeout(done, 2000));
    await route.fulfill({ response: answer });
  });
  const phone = page.getByLabel('Téléphone', { exact: false }), saved = page.waitForRequest('**/champ');
  await phone.fill('0699999999');
  await phone.blur();
  await saved;
  await phone.fill('0655555555');
  await phone.blur();
  await page.getByRole('button', { name: 'Enregistrer et poursuivre' }).dblclick();
  await page.waitForURL('**/motif');
  assert.match((await me.get(step)).html, /0655555555|\+33655555555|06 ?55 ?55 ?55 ?55/);
  await page.context().close();
});

test('what belongs to somebody else looks exactly like what does not exist', async () => {
  const me = await signedIn(first), other = await signedIn(third);
  const here = await me.ready(first, files);
  await me.send('POST', `${here}/depot`, { form: await me.depositForm(here) });
  const draft = await me.draft(first);
  await me.join(draft, 'nationalite', files.pdf('a-moi.pdf'));
  const document = /\/documents\/([\w-]{22})/.exec((await me.get(`${draft}/etape/justificatifs`)).html)[1];
  const paper = /\/papiers\/([\w-]{22})/.exec((await me.get(`${here}/confirmation`)).html)[1];
  const session = /\/mon-compte\/sessions\/([\w-]{22})/.exec((await me.get('/mon-compte')).html);
  assert.equal((await me.get(`${draft}/documents/${document}`)).status, 200);
  assert.equal((await me.get(`${here}/papiers/${paper}`)).status, 200);
  const nobody = 'TmVyIG5lc3VubyBxdWkhIQ', token = other.token((await other.get('/mon-compte')).html), own = await other.draft(third);
  const mask = (a) => `${a.status} ${a.location} ${a.headers['content-type']} ${a.html.replace(/[0-9a-f]{32,64}/g, '#').replace(/[\w-]{22}/g, '#').replace(/\d+ secondes|data-session="\d+"/g, '#')}`;
  const swap = (p, real) => p.replace(real, nobody);
  const id = here.split('/')[2], did = draft.split('/')[2];
  const asked = [['GET', here, id], ['GET', `${here}/confirmation`, id], ['GET', `${here}/papiers/${paper}`, id], ['GET', `${draft}/documents/${document}`, did], ['GET', `${draft}/documents/${document}/apercu/1`, did],
    ['GET', `${draft}/etape/motif`, did], ['GET', `${draft}/depot`, did], ['GET', `${draft}/pieces.pdf`, did], ['GET', `${own}/documents/${document}`, document], ['GET', `${own}/papiers/${paper}`, paper],
    ['POST', `${draft}/depot`, did], ['POST', `${draft}/etape/motif`, did], ['POST', `${draft}/abandonner`, did], ['POST', `${draft}/documents/${document}/supprimer`, did], ['POST', `${own}/documents/${document}/supprimer`, document]];
  if (session) asked.push(['POST', `/mon-compte/sessions/${session[1]}/deconnecter`, session[1]]);
  for (const [method, address, real] of asked) {
    const options = method === 'POST' ? { form: { csrf: token, go: 'abandon', version: '1' } } : {};
    const answer = await other.send(method, address, options), of_none = await other.send(method, swap(address, real), options);
    assert.notEqual(answer.status, 200, `${method} ${address}`);
    assert.equal(mask(answer), mask(of_none), `${method} ${address}`);
  }
  assert.equal((await me.get('/mon-compte')).status, 200, 'the other session lives on');
  assert.equal((await me.get(`${draft}/documents/${document}`)).status, 200, 'nothing was taken away');
});

test('a form that comes after the session\'s end is kept, and given back after signing in', async () => {
  const me = await signedIn(first), here = await me.draft(first), step = `${here}/etape/informations-personnelles`;
  const page = await browserOf(me, { javaScriptEnabled: false });
  await t.told(page, async () => {
    await page.goto(t.at.user + step);
    await page.getByLabel('Téléphone', { exact: false }).fill('0655555555');
    t.sql(`UPDATE session s JOIN account a ON a.id = s.account SET s.expires_utc_s = UNIX_TIMESTAMP() - 5 WHERE a.foreigner_number = '${first.foreigner_number}'`);
    await page.getByRole('button', { name: 'Enregistrer et poursuivre' }).click();
    await page.getByRole('heading', { name: /Connectez-vous/ }).waitFor();
    await page.getByText(/session|saisie/).first().waitFor();
    await t.accessible(page, 'session over');
    await page.getByLabel('Identifiant', { exact: false }).first().fill(first.foreigner_number);
    await page.getByLabel('Mot de passe', { exact: false }).first().fill(secret);
    await page.getByRole('main').getByRole('button', { name: 'Se connecter' }).click();
    await page.getByText('Votre saisie a été gardée').first().waitFor();
    await t.accessible(page, 'form kept');
    await page.getByRole('main').getByRole('button', { name: /reprendre/i }).first().click();
    await page.getByText('Je renseigne mon motif de séjour').first().waitFor();
    await page.goto(t.at.user + step);
    assert.match((await page.getByLabel('Téléphone', { exact: false }).inputValue()).replace(/\D/g, ''), /55555555$/);
  });
  await page.context().close();
});

test('with scripts, the end of the session is told in the page, and what was typed stays in it', async () => {
  const me = await signedIn(first), here = await me.draft(first), step = `${here}/etape/informations-personnelles`;
  const page = await browserOf(me);
  await page.goto(t.at.user + step);
  t.sql(`UPDATE session s JOIN account a ON a.id = s.account SET s.expires_utc_s = UNIX_TIMESTAMP() - 5 WHERE a.foreigner_number = '${first.foreigner_number}'`);
  await page.getByLabel('Téléphone', { exact: false }).fill('0666666666');
  await page.getByLabel('Téléphone', { exact: false }).blur();
  await page.getByText(/session/i).first().waitFor();
  assert.equal(await page.getByLabel('Téléphone', { exact: false }).inputValue(), '0666666666');
  await page.context().close();
});

test('wrong passwords slow down and never lock; known and unknown identifiers are answered alike', async () => {
  const me = await signedIn(second);
  assert.ok(me);
  const tries = async (login, password) => new Person().submit('/connexion', '/connexion', { login, password });
  const mask = (a) => a.text.replace(/\d+ (secondes?|minutes?)/g, '#').replace(/[0-9a-f]{32}/g, '#');
  let waited = false;
  for (let i = 0; i < 4; i++) {
    const known = await tries(second.foreigner_number, 'Faux-mot-de-passe1'), unknown = await tries('5999999999', 'Faux-mot-de-passe1');
    assert.equal(known.status, unknown.status);
    assert.equal(mask(known), mask(unknown));
    waited ||= known.status === 429 || /attend|patient|trop de|réessayez/i.test(known.text);
  }
  assert.ok(waited, 'the fourth try is told to wait');
  const signed = await t.waitFor('the right password to be let in', async () => { const a = await tries(second.foreigner_number, secret); return a.status === 303 && a; }, 30000);
  assert.equal(signed.status, 303);
});

test('an unknown title is answered like a known one: same pages, one mail, which says what to check', async () => {
  const begin = async (number, email) => {
    const me = new Person(), pages = [];
    const form = { number, 'start.d': 1, 'start.m': 2, 'start.y': 2025, 'end.d': 3, 'end.m': 2, 'end.y': 2027 };
    if (number === third.number) [['start', third.start], ['end', third.end]].forEach(([k, iso]) => { const [y, m, d] = iso.split('-').map(Number); Object.assign(form, { [`${k}.d`]: d, [`${k}.m`]: m, [`${k}.y`]: y }); });
    pages.push(await me.submit('/', '/compte/creer', form));
    pages.push(await me.send('POST', '/compte/creer', { form: { ...formOf(pages[0].html, '/compte/creer'), email, email2: email } }));
    pages.push(await me.get(pages[1].location));
    return pages.map((p) => `${p.status} ${p.location} ${p.text}`.replace(new RegExp(email, 'g'), '#'));
  };
  const a = `titre-inconnu-${process.pid}@exemple.fr`, b = `titre-deja-pris-${process.pid}@exemple.fr`;
  assert.deepEqual(await begin('9999999999', a), await begin(third.number, b));
  const unknown = await t.mailTo(a, /./), known = await t.mailTo(b, /./);
  assert.doesNotMatch(unknown, /jeton=/);
  assert.doesNotMatch(known, /jeton=/, 'there is an account already');
  assert.equal(t.mails(a).length, 1);
  assert.equal(t.mails(b).length, 1);
});

test('a link of a mail serves once, and a late one offers another', async () => {
  const person = by('9903110002');
  const email = mailOf(person), link = await new Person().create(person, email, secret);
  const again = await new Person().get(link);
  assert.ok(again.location.startsWith('/compte/lien-expire') || /n'est plus valable|déjà/i.test(again.text), again.text);
  const me = new Person();
  await me.submit('/compte/mot-de-passe-oublie', '/compte/mot-de-passe-oublie', { login: person.foreigner_number });
  const mail = await t.mailTo(email, /oubli|nouveau mot de passe/i), reset = new URL(/https?:\/\/\S+jeton=[\w-]+/.exec(mail)[0]);
  assert.equal((await me.get(reset.pathname + reset.search)).status, 200);
  t.sql("UPDATE account_link SET expires_utc_s = UNIX_TIMESTAMP() - 5 WHERE purpose = 'reset'");
  let late = await me.get(reset.pathname + reset.search);
  if (late.location) late = await me.get(late.location);
  assert.match(late.text, /24 heures|expiré|valable/);
  assert.match(late.html, /href="\/compte\/(mot-de-passe-oublie|creer)|href="\/"/);
});

test('a form with somebody else\'s token, or of another site, is refused and has no effect', async () => {
  const me = await signedIn(first), other = await signedIn(third), here = await me.draft(first);
  const foreign = other.token((await other.get('/mon-compte')).html), mine = await me.depositForm(here);
  for (const [form, headers] of [[{ ...mine, csrf: foreign }, {}], [{ ...mine, csrf: '' }, {}], [mine, { 'Sec-Fetch-Site': 'cross-site' }], [mine, { 'Sec-Fetch-Site': 'same-site' }]])
    assert.equal((await me.send('POST', `${here}/abandonner`, { form: { ...form, go: 'abandon' }, headers })).status, 403);
  assert.equal((await me.get(`${here}/abandonner`)).status, 200, 'the draft is still there');
  for (const address of ['/deconnexion', `${here}/etape/motif/champ`]) assert.notEqual((await me.get(address)).status, 200, 'a GET changes nothing');
  assert.equal((await me.get('/mon-compte')).status, 200, 'still signed in');
});

test('a host of elsewhere, however it is named, stands in no mail: links come from the settings', async () => {
  await signedIn(second);
  const email = mailOf(second), before = t.mails(email).length, path = '/compte/mot-de-passe-oublie';
  const told = [{ Host: 'ailleurs.example' }, { 'X-Forwarded-Host': 'ailleurs.example' }, { Forwarded: 'host=ailleurs.example;proto=https' }, { 'X-Forwarded-Server': 'ailleurs.example' }, { 'X-Original-URL': 'http://ailleurs.example/' },
    { 'X-HTTP-Host-Override': 'ailleurs.example' }, { Origin: 'http://ailleurs.example' }, { Referer: 'http://ailleurs.example/' }];
  for (const headers of told) {
    const who = new Person(), page = await who.get(path), answer = await who.send('POST', path, { form: { ...formOf(page.html, path), login: second.foreigner_number }, headers });
    assert.doesNotMatch(answer.html + answer.location, /ailleurs\.example/, JSON.stringify(headers));
  }
  await t.mailTo(email, /jeton=/);
  for (const mail of t.mails(email).slice(before)) assert.doesNotMatch(mail, /ailleurs/);
});

test('a session planted beforehand opens nothing: signing in always gives another', async () => {
  const thief = await signedIn(third), planted = { ...thief.cookies }, victim = new Person();
  await signedIn(first);
  victim.cookies = { ...planted };
  const page = await victim.get('/connexion');
  if (page.status === 200) await victim.send('POST', '/connexion', { form: { ...formOf(page.html, '/connexion'), login: first.foreigner_number, password: secret } });
  const seen = await thief.get('/mon-compte');
  assert.doesNotMatch(seen.text, new RegExp(first.foreigner_number), 'the planted session shows nothing of who signed in over it');
  const own = new Person();
  own.cookies = { guichet_u: 'A'.repeat(43), guichet_fu: 'B'.repeat(43) };
  await own.signIn(first.foreigner_number, secret);
  assert.notEqual(own.cookies.guichet_u, 'A'.repeat(43));
  const planted2 = new Person();
  planted2.cookies = { guichet_u: 'A'.repeat(43) };
  assert.notEqual((await planted2.get('/mon-compte')).status, 200);
});
