// Counter mode: an agent enters a request for a person who cannot, on the applicant's own pages; the receipt says so, and the request is the person's.
'use strict';
const { test, after } = require('node:test');
const assert = require('node:assert/strict');
const t = require('./lib.js');
const agents = require('./agents.js');
const road = require('./road.js');

after(() => t.closeAll());
const clean = (page) => {
  assert.deepEqual(page.outside, [], 'nobody else was asked for anything');
  assert.deepEqual(page.problems, [], 'no policy refused anything, no script failed');
};
const procedure = /conjoint au titre du regroupement familial/;

async function fill(page, person, { birth = '1990-05-01', reason = "L'aide reçue dans un point d'accueil n'a pas suffi" } = {}) {
  await page.getByLabel('N° étranger', { exact: false }).fill(person.foreigner_number);
  await t.fillDate(page, /Date de naissance/, birth);
  await page.getByLabel('N° du titre ou du visa présenté', { exact: false }).fill(person.number);
  await page.getByLabel(/J'ai vérifié l'identité/).check({ force: true });
  const list = page.getByLabel('Démarche', { exact: false });
  await list.selectOption(await list.locator('option').filter({ hasText: procedure }).first().getAttribute('value'));
  await page.getByText(reason, { exact: true }).click();
}
const begin = (page) => Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: 'Commencer la saisie' }).click()]);

async function atCounter(login, options) {
  const page = await t.open(options);
  await agents.signIn(page, login);
  await page.goto(t.at.agent + '/guichet');
  return page;
}

test('what is missing or not of one person is said, and what was typed stays', async () => {
  const person = t.newPerson(), page = await atCounter('c.lemaire');
  await t.accessible(page, 'counter');
  await begin(page);
  await t.accessible(page, 'counter nothing typed');
  assert.match(await page.locator('#gt-summary').innerText(), /N° étranger[\s\S]*Date de naissance[\s\S]*identité/);
  await fill(page, person, { birth: '1990-05-02' });
  await begin(page);
  assert.match(await page.locator('#gt-summary').innerText(), /Le registre ne connaît pas de titre valide/);
  assert.equal(await page.getByLabel('N° étranger', { exact: false }).inputValue(), person.foreigner_number);
  assert.equal(await page.getByLabel('N° du titre ou du visa présenté', { exact: false }).inputValue(), person.number);
  assert.equal(await page.getByRole('group', { name: /Date de naissance/ }).getByLabel('Jour').inputValue(), '2');
  await t.accessible(page, 'counter not of one person');
  assert.equal(t.sql(`SELECT COUNT(*) FROM dossier WHERE foreigner_number = '${person.foreigner_number}'`)[0][0], '0', 'nothing was begun');
  assert.equal(t.sql(`SELECT COUNT(*) FROM account WHERE foreigner_number = '${person.foreigner_number}'`)[0][0], '0', 'no account was made');
  clean(page);
  await page.context().close();
});

test('a reader has no counter', async () => {
  const page = await t.open();
  await agents.signIn(page, 'm.joly');
  assert.equal(await page.locator('#gt-nav a', { hasText: 'Guichet' }).count(), 0);
  assert.equal((await page.goto(t.at.agent + '/guichet')).status(), 403);
  await page.context().close();
});

for (const way of [{ name: 'with scripts', options: {} }, { name: 'on a phone of 360 px, without scripts', options: { viewport: { width: 360, height: 740 }, javaScriptEnabled: false } }]) {
  test(`the whole road at the counter, ${way.name}: the receipt says so, and the person finds the request in the account they create`, { timeout: 300000 }, async () => {
    const person = t.newPerson(), scripts = way.options.javaScriptEnabled !== false, page = await atCounter('c.lemaire', way.options);
    // the applicant's pages lead nowhere that the agents' side does not have
    const look = async (what) => {
      await t.accessible(page, `counter ${what} ${scripts ? '' : 'small'}`);
      for (const href of new Set(await page.locator('main a[href^="/"]').evaluateAll((all) => all.map((a) => a.getAttribute('href'))))) {
        const there = await page.request.get(t.at.agent + href, { maxRedirects: 0 });
        assert.ok(there.status() < 400, `${what}: ${href} answers ${there.status()}`);
      }
    };
    await fill(page, person);
    await begin(page);
    await page.getByText('Je vérifie les informations personnelles').first().waitFor();
    const draft = /demandes\/([\w-]+)/.exec(page.url())[1];
    assert.match(await page.locator('main').innerText(), /Saisie au guichet pour MORALES Inés[\s\S]*Saisie commencée par Camille Lemaire/);
    // left for later and taken up again, by the list of the counter and by its form alike
    await page.goto(t.at.agent + '/guichet');
    await look('with a draft');
    await fill(page, person);
    await begin(page);
    assert.ok(page.url().includes(draft), 'the same person and procedure: the same draft');
    // neither a colleague of elsewhere nor the applicants' side reaches it
    const other = await t.open();
    await agents.signIn(other, 'l.payet');
    assert.equal((await other.goto(`${t.at.agent}/demandes/${draft}`)).status(), 404);
    await other.context().close();
    const outside = await t.open();
    await outside.goto(`${t.at.user}/demandes/${draft}`);
    assert.match(outside.url(), /connexion/);
    await outside.context().close();

    await t.told(page, () => road.steps(page, person, look));
    await t.told(page, () => road.justificatifs(page, scripts, look));
    const { number, text } = await t.told(page, () => road.deposit(page, look));
    assert.match(text.replace(/\s+/g, ' '), /saisie et déposée au guichet, par un agent de la préfecture/);
    assert.match(await page.locator('main').innerText(), /Imprimez la confirmation du dépôt/);
    assert.deepEqual(t.sql(`SELECT channel, state FROM dossier WHERE number = '${number}'`), [['counter', 'deposited']]);
    assert.deepEqual(t.sql(`SELECT j.verb, j.actor_kind FROM journal j JOIN dossier d ON d.id = j.dossier WHERE d.number = '${number}' AND j.verb IN ('counter-begin', 'deposit') ORDER BY j.seq`), [['counter-begin', '1'], ['deposit', '1']]);
    assert.equal(t.sql(`SELECT COUNT(*) FROM outbox o JOIN dossier d ON d.id = o.dossier WHERE d.number = '${number}'`)[0][0], '0', 'no mail without an address');
    // the second click, and a draft that is none any more, end at the receipt
    await page.goto(`${t.at.agent}/demandes/${draft}/depot`);
    assert.match(page.url(), /confirmation/);
    await Promise.all([page.waitForEvent('load'), page.getByRole('link', { name: 'Ouvrir la demande' }).click()]);
    assert.match(await page.locator('main').innerText(), /Dépôt\s+Au guichet/);
    assert.match(await page.locator('main').innerText(), /Saisie commencée au guichet/);
    await look('request');
    await page.goto(`${t.at.agent}/demandes?liste=all&q=${person.foreigner_number}`);
    assert.match(await page.locator('main').innerText(), /Au guichet/i);
    await look('list');
    clean(page);
    await page.context().close();

    // the day they have an address, the account is theirs, with the request in it
    const own = await t.open(way.options);
    await road.createAccount(own, person, `guichet.${process.pid}.${scripts ? 'a' : 'b'}@exemple.test`);
    await road.signIn(own, person);
    await own.goto(t.at.user + '/mes-demandes');
    assert.match((await own.locator('main').innerText()).replace(/\s/g, ''), new RegExp(number));
    await own.goto(`${t.at.user}/demandes/${draft}`);
    assert.match(await own.locator('main').innerText(), /Déposée|Déposé/i);
    clean(own);
    await own.context().close();
  });
}

test('a draft that an applicant began is nobody else\'s, and what is given up at the counter is gone', { timeout: 120000 }, async () => {
  const person = t.newPerson(), own = await t.open();
  await road.createAccount(own, person, `guichet.${process.pid}.c@exemple.test`);
  await road.signIn(own, person);
  await road.begin(own);
  const theirs = /demandes\/([\w-]+)/.exec(own.url())[1];
  const page = await atCounter('c.lemaire');
  for (const rest of ['', '/preambule', '/etape/informations-personnelles', '/depot', '/confirmation', '/abandonner', '/pieces.pdf'])
    assert.equal((await page.request.get(`${t.at.agent}/demandes/${theirs}${rest}`)).status(), 404, rest);
  await page.goto(t.at.agent + '/guichet');
  await fill(page, person);
  await begin(page);
  const draft = /demandes\/([\w-]+)/.exec(page.url())[1];
  assert.notEqual(draft, theirs, 'a draft of its own');
  await own.goto(t.at.user + '/');
  assert.equal(await own.locator(`a[href="/demandes/${draft}"]`).count() > 0, true, 'the person sees what is entered for them');
  await page.goto(`${t.at.agent}/demandes/${draft}/abandonner`);
  await t.accessible(page, 'counter abandon');
  await Promise.all([page.waitForEvent('load'), page.getByRole('main').getByRole('button', { name: /abandon/i }).first().click()]);
  assert.match(page.url(), /guichet\?m=counter-abandoned/);
  assert.equal((await page.request.get(`${t.at.agent}/demandes/${draft}`)).status(), 404);
  clean(page);
  await page.context().close();
  await own.context().close();
});
