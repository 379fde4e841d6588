// From the deposit to the title in the hand, as the guide's last chapter tells it: decided by agents, notified, opened, downloaded, checked by anybody.
'use strict';
const { test, after } = require('node:test');
const assert = require('node:assert/strict');
const t = require('./lib.js');
const road = require('./road.js');
const agents = require('./agents.js');
const files = require('./files.js');

after(() => t.closeAll());

test('an Algerian national is granted ten years: one decision, one paper, one mail, and a title without tax', async (at) => {
  const person = t.demo.titles.find((p) => /Ressortissante d'Algérie/.test(p.story));
  const user = await road.applicant(person, `decision-${process.pid}@exemple.fr`);
  const agent = await t.open();
  await agents.signIn(agent, 'c.lemaire');
  const address = await agents.open(agent, user.number);

  await at.test('nobody decides what is not in their hands', async () => {
    await agent.goto(address + '/decision/favorable');
    await agent.getByText('n\'est pas entre vos mains').waitFor();
    await agents.take(agent);
    await agent.getByRole('link', { name: 'Passer en instruction' }).click();
    await t.accessible(agent, 'examination begins');
    await agent.getByRole('button', { name: 'Passer en instruction' }).click();
    await agent.getByText('Le nouvel état est enregistré').waitFor();
  });

  // somebody begins to write before the decision and sends after it
  const late = await user.page.context().newPage(), words = 'Avez-vous reçu mon acte ?';
  await late.goto(t.at.user + new URL(user.page.url()).pathname.replace(/\/confirmation$/, ''));
  await late.getByLabel(/^Votre message/).fill(words);
  await late.getByLabel(/Joindre des fichiers/).setInputFiles([files.pdf('preuve.pdf'), files.png('photo.png')]);
  let stale;
  await at.test('the form proposes what the procedure proposes, and refuses what it refuses', async () => {
    stale = await agent.context().newPage();
    await stale.goto(address + '/decision/favorable');
    await agent.goto(address + '/decision/favorable');
    await t.accessible(agent, 'decision form');
    assert.equal(await agent.getByLabel('Titre délivré', { exact: false }).inputValue(), 'cra-10-ans');
    assert.match(await agent.getByLabel('Taxe et droit de timbre', { exact: false }).inputValue(), /^0([.,]00)?$/);
    await agent.getByLabel('Titre délivré', { exact: false }).selectOption('csp-vpf');
    await agent.getByRole('button', { name: 'Rendre la décision' }).click();
    await t.waitFor('the title to say so', async () => /^Erreur/.test(await agent.title()));
    await t.accessible(agent, 'decision refused');
    await agent.getByLabel('Titre délivré', { exact: false }).selectOption('cra-10-ans');
  });

  await at.test('two clicks and a stale page make one decision', async () => {
    await t.fillDate(agent, 'Valable du', '2027-08-02');
    await t.fillDate(agent, 'Valable jusqu\'au', '2037-08-01');
    await agent.getByRole('button', { name: 'Rendre la décision' }).click();
    await agent.getByText('La décision est rendue').waitFor();
    await t.accessible(agent, 'decided');
    await stale.getByRole('button', { name: 'Rendre la décision' }).click();
    await stale.getByText('Rien n\'a été changé').waitFor();
    await t.accessible(stale, 'decided meanwhile');
    await stale.getByText('Décision rendue').first().waitFor();
    assert.equal(await agent.getByRole('link', { name: 'Attestation de décision favorable' }).count(), 1);
  });

  const page = user.page;
  await at.test('the outcome is told nowhere before the notification is opened', async () => {
    await t.mailTo(user.email, /notification/);
    assert.equal(t.mails(user.email).map(t.mailText).filter((m) => /Vous venez de recevoir une notification/.test(m)).length, 1);
    await page.goto(t.at.user + '/mes-demandes');
    await page.getByText('Décision rendue').first().waitFor();
    await page.getByRole('link', { name: /regroupement|renouvellement/i }).first().click();
    await page.getByText('Une décision a été rendue').waitFor();
    await t.accessible(page, 'follow-up, decision not opened');
    assert.doesNotMatch(await page.locator('main').innerText(), /favorable/i);
    const papers = await page.getByRole('main').getByRole('link', { name: /Attestation/ }).count();
    assert.equal(papers, 0);
  });

  await at.test('a message that comes after the decision is refused in words; what was typed stays on the page, and the files that were not kept are named', async () => {
    await late.getByRole('button', { name: 'Envoyer le message' }).click();
    await late.getByText('Votre message n\'a pas été envoyé').waitFor();
    await late.getByText(words).waitFor();
    for (const name of ['preuve.pdf', 'photo.png']) await late.getByRole('listitem').filter({ hasText: name }).waitFor();
    await late.getByText('n\'ont pas été gardés. Ils sont toujours sur votre appareil').waitFor();
    await t.accessible(late, 'message too late');
    assert.doesNotMatch(await late.locator('main').innerText(), /favorable/i);
    await late.close();
  });

  await at.test('bell, list, opening, paper', async () => {
    await page.goto(t.at.user + '/');
    await page.locator('summary', { hasText: 'Mes notifications' }).click();
    assert.match(await page.locator('.gt-count').innerText(), /^1/);
    await t.accessible(page, 'bell');
    await page.getByRole('link', { name: 'Voir toutes mes notifications' }).click();
    await page.getByRole('heading', { level: 1, name: 'Mes Notifications' }).waitFor();
    await t.accessible(page, 'notifications');
    const body = await page.locator('main').innerText();
    assert.match(body, /SEJOUR/);
    assert.match(body, /1 sur 1/);
    await page.getByRole('link', { name: 'Notification de décision non lue' }).click();
    await t.accessible(page, 'notification not opened');
    assert.doesNotMatch(await page.locator('main').innerText(), /favorable/i);
    await page.getByRole('button', { name: /Ouvrir/ }).click();
    await page.getByText('a reçu une décision favorable').waitFor();
    await t.accessible(page, 'notification of a favourable decision');
  });

  const text = await t.paper(page, 'TELECHARGER LE DOCUMENT');
  await at.test('the paper says what the guide\'s says', async () => {
    assert.match(text, /ATTESTATION DE DÉCISION FAVORABLE/);
    assert.match(text, new RegExp(user.number));
    assert.match(text, /02\/08\/2027/);
    assert.match(text, /01\/08\/2037/);
    assert.match(text, /Toute profession en France métropolitaine/i);
    assert.match(text, /0 €/);
    await page.goto(t.at.user + '/notifications');
    await page.getByText(/Lu le/).first().waitFor();
    await page.getByRole('link', { name: 'Notification de décision lue' }).waitFor();
    await t.accessible(page, 'notifications read');
  });

  await at.test('anybody can check it, and learns when it no longer stands', async () => {
    const code = /[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{5}/.exec(text)[0];
    const anybody = await t.open({ viewport: { width: 375, height: 740 } });
    await anybody.goto(t.at.user + '/verifier');
    await t.accessible(anybody, 'verify');
    await anybody.getByLabel('Code imprimé sur le document', { exact: false }).fill('AAAAA-AAAAA-AAAAA-AAAAA');
    await anybody.getByRole('button', { name: 'Vérifier' }).click();
    await anybody.getByText('n\'est pas celui d\'un document').first().waitFor();
    await t.accessible(anybody, 'verify unknown');
    await anybody.getByLabel('Code imprimé sur le document', { exact: false }).fill(code.toLowerCase().replace(/-/g, ' '));
    await anybody.getByRole('button', { name: 'Vérifier' }).click();
    await anybody.getByText('Ce document est authentique').waitFor();
    await t.accessible(anybody, 'verify genuine');
    const told = await anybody.locator('main').innerText();
    assert.match(told, new RegExp(person.birth_name, 'i'));
    const names = /Prénom\(s\)\s+(.+)/.exec(told)[1].trim();
    assert.equal(names.toLowerCase(), person.first_names.toLowerCase());
    assert.ok(text.includes(names), `the paper has the given names of the check, as they are there: ${names}`);
    assert.match(told, /01\/08\/2037/);
    assert.doesNotMatch(told, new RegExp(person.address.street, 'i'), 'where the person lives is nobody\'s affair');
    await anybody.goto(t.at.user + '/verifier?r=invented.5901.2026-11-23.signature');
    await anybody.getByText('Cette référence n\'est pas celle').waitFor();

    const chief = await t.open();
    await agents.signIn(chief, 'p.dumont');
    await chief.goto(address);
    await chief.getByRole('link', { name: 'Retirer Attestation de décision favorable' }).click();
    await t.accessible(chief, 'paper withdrawn');
    await chief.getByRole('button', { name: 'Retirer le document' }).click();
    await chief.getByText('n\'a plus cours').first().waitFor();
    await anybody.goto(t.at.user + '/verifier');
    await anybody.getByLabel('Code imprimé sur le document', { exact: false }).fill(code);
    await anybody.getByRole('button', { name: 'Vérifier' }).click();
    await anybody.getByText('Ce document n\'a plus cours').waitFor();
    await t.accessible(anybody, 'verify withdrawn');
    await anybody.context().close();
    await chief.context().close();
  });

  await at.test('fabrication, title available, handed over: the person follows, and is told of the tax', async () => {
    for (const [link, button, state] of [['Titre en fabrication', 'Mettre en fabrication', 'Titre en fabrication'], ['Titre disponible', 'Annoncer le titre disponible', 'Titre disponible'],
      ['Titre remis', 'Enregistrer la remise', 'Remis']]) {
      await agent.goto(address);
      await agent.getByRole('link', { name: link }).click();
      await t.accessible(agent, `advance ${state}`);
      if (state === 'Remis') await agent.getByLabel('N° du titre remis', { exact: false }).fill('DZ 2027 ' + String(process.pid).slice(-4).padStart(4, '0'));
      await agent.getByRole('button', { name: button }).click();
      await agent.getByText('Le nouvel état est enregistré').waitFor();
      await page.goto(t.at.user + '/mes-demandes');
      await page.getByRole('main').getByText(state).first().waitFor();
    }
    await page.goto(t.at.user + '/notifications?etat=unread');
    await page.getByRole('link', { name: 'Titre disponible non lue' }).click();
    await page.getByRole('button', { name: /Ouvrir/ }).click();
    await page.getByText('0 €').first().waitFor();
    await t.accessible(page, 'title available');
    await page.getByRole('link', { name: 'Suivre ma demande' }).click();
    await page.getByRole('main').getByText('Remis').first().waitFor();
    await t.accessible(page, 'follow-up ended');
  });
  assert.deepEqual([...agent.problems, ...page.problems], []);
  await page.context().close();
  await agent.context().close();
});

test('under common law the same chapter leads to a carte de séjour, with its mention, dates and tax', async () => {
  const person = t.demo.titles.find((p) => p.number === '9903108852');
  const user = await road.applicant(person, `commun-${process.pid}@exemple.fr`);
  const agent = await t.open();
  await agents.signIn(agent, 'c.lemaire');
  const address = await agents.open(agent, user.number);
  await agents.take(agent);
  await agent.getByRole('link', { name: 'Passer en instruction' }).click();
  await agent.getByRole('button', { name: 'Passer en instruction' }).click();
  await agent.getByText('Le nouvel état est enregistré').waitFor();
  await agent.goto(address + '/decision/favorable');
  assert.equal(await agent.getByLabel('Titre délivré', { exact: false }).inputValue(), 'csp-vpf');
  await t.fillDate(agent, 'Valable du', '2027-09-20');
  await t.fillDate(agent, 'Valable jusqu\'au', '2028-09-19');
  const tax = (await agent.getByLabel('Taxe et droit de timbre', { exact: false }).inputValue()).replace(/[.,]00$/, '');
  assert.match(tax, /^[1-9]\d*$/);
  await agent.getByRole('button', { name: 'Rendre la décision' }).click();
  await agent.getByText('La décision est rendue').waitFor();
  await t.mailTo(user.email, /notification/);
  const page = user.page;
  await page.goto(t.at.user + '/notifications');
  await page.getByRole('link', { name: 'Notification de décision non lue' }).click();
  await page.getByRole('button', { name: /Ouvrir/ }).click();
  await page.getByText('a reçu une décision favorable').waitFor();
  const text = await t.paper(page, 'TELECHARGER LE DOCUMENT');
  for (const said of [/ATTESTATION DE DÉCISION FAVORABLE/, new RegExp(user.number), /20\/09\/2027/, /19\/09\/2028/, /vie privée et familiale/i, new RegExp(`${tax} €`), /Schengen/]) assert.match(text, said);
  await page.context().close();
  await agent.context().close();
});

test('a refusal takes two agents: proposed, sent back, proposed again, signed; another service sees nothing', async (at) => {
  const user = await road.applicant(t.demo.titles.find((p) => p.account && p.category === 'conjoint-rf'));
  const agent = await t.open(), second = await t.open({ viewport: { width: 375, height: 740 }, hasTouch: true });
  await agents.signIn(agent, 's.benali');
  const address = await agents.open(agent, user.number);
  await agents.take(agent);
  const propose = async () => {
    await agent.goto(address + '/decision/defavorable');
    await agent.getByLabel('La communauté de vie avec le conjoint a cessé', { exact: false }).check({ force: true });
    await agent.getByLabel('Considérations de fait', { exact: false }).fill('Les époux vivent séparés depuis le 3 mars 2026, de leur propre aveu.');
    await agent.getByRole('button', { name: 'Proposer à la signature' }).click();
    await agent.getByText('Elle attend la signature').waitFor();
  };

  await at.test('without reasons nothing is proposed', async () => {
    await agent.goto(address + '/decision/defavorable');
    await t.accessible(agent, 'refusal form');
    await agent.getByRole('button', { name: 'Proposer à la signature' }).click();
    await t.waitFor('the title to say so', async () => /^Erreur/.test(await agent.title()));
    await t.accessible(agent, 'refusal without reasons');
    await propose();
    await agent.getByText('Votre proposition attend').waitFor();
  });
  await at.test('the second agent sends back, then signs; the first cannot', async () => {
    await agent.goto(address + '/signature');
    await agent.getByText('n\'est pas possible').waitFor();
    await agents.signIn(second, 'h.vasseur');
    await second.goto(address);
    await second.getByRole('link', { name: 'Signer ou renvoyer la proposition' }).click();
    await t.accessible(second, 'proposal to sign');
    await second.getByRole('button', { name: 'Renvoyer à l\'instruction' }).click();
    await t.waitFor('the title to say so', async () => /^Erreur/.test(await second.title()));
    await second.getByLabel('Ce qu\'il faut reprendre', { exact: false }).fill('Citer la lettre du conjoint.');
    await second.getByRole('button', { name: 'Renvoyer à l\'instruction' }).click();
    await second.getByText('La proposition est renvoyée').waitFor();
    await agent.goto(address);
    await agent.getByText('Citer la lettre du conjoint.').waitFor();
    await propose();
    const late = await agent.context().newPage(), words = 'Quand avez-vous emménagé ?';
    await late.goto(address);
    await late.getByLabel(/^Message à l'usager/).fill(words);
    await second.goto(address + '/signature');
    await second.getByRole('button', { name: 'Signer la décision' }).click();
    await second.getByText('La décision est rendue').waitFor();
    await late.getByRole('button', { name: 'Envoyer le message' }).click();
    await late.getByText('Votre message n\'a pas été envoyé').waitFor();
    await late.getByText(words).waitFor();
    await t.accessible(late, 'message of an agent too late');
    await late.close();
  });
  await at.test('the person reads why, and until when it can be contested', async () => {
    await user.page.goto(t.at.user + '/notifications');
    await user.page.getByRole('link', { name: 'Notification de décision non lue' }).click();
    await user.page.getByRole('button', { name: /Ouvrir/ }).click();
    await user.page.getByText('a reçu une décision défavorable').waitFor();
    await user.page.getByText('Recours possible jusqu\'au').waitFor();
    await t.accessible(user.page, 'notification of a refusal');
    const text = await t.paper(user.page, 'TELECHARGER LE DOCUMENT');
    assert.match(text, /vivent séparés depuis le 3 mars 2026/);
    assert.match(text, /Hélène Vasseur/);
    await user.page.getByRole('link', { name: 'Suivre ma demande' }).click();
    await user.page.getByText('Décision défavorable').first().waitFor();
    await t.accessible(user.page, 'follow-up refused');
  });
  await at.test('an agent of another service gets what a request that does not exist gets', async () => {
    const far = await t.open();
    await agents.signIn(far, 'l.payet');
    const seen = [];
    for (const where of [address, address + '/decision/favorable', address + '/signature', address + '/etat', address.replace(/[^/]+$/, 'AAAAAAAAAAAAAAAAAAAAAA')]) {
      const answer = await far.goto(where);
      seen.push(answer.status() + ' ' + (await far.locator('h1').innerText()));
    }
    assert.equal(new Set(seen).size, 1, seen.join(', '));
    assert.match(seen[0], /^404/);
    await far.context().close();
  });
  await user.page.context().close();
});
